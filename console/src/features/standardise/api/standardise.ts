import { bodyOf, client, type Api } from "@/lib/api/client";

export type Unmapped = Api<"UnmappedRow">;
export type Decision = Api<"ConversionDecisionRow">;
export type CorrectionCount = Api<"CorrectionCountRow">;

/** The item in the writing of the command line: system.table.item. */
export function placeOf(row: Pick<Unmapped, "system" | "table" | "item">): string {
  return `${row.system}.${row.table}.${row.item}`;
}

/** Asks that a value means a code; another person decides. Throws `ProblemError`. */
export function submitCode(row: Pick<Unmapped, "system" | "table" | "item" | "value">, code: string, note: string): Promise<Decision> {
  const { system, table, item, value } = row;
  return bodyOf(client.POST("/api/v1/standardise/decisions/code", { body: { system, table, item, value, code, note } }));
}

/** Asks that a conversion no longer applies to an item; another person decides. Throws `ProblemError`. */
export function submitSwitch(row: Pick<CorrectionCount, "system" | "table" | "item" | "conversion">, note: string): Promise<Decision> {
  const { system, table, item, conversion } = row;
  return bodyOf(client.POST("/api/v1/standardise/decisions/switch", { body: { system, table, item, conversion, note } }));
}

/** Agrees, refuses or takes back. Throws `ProblemError`. */
export function decide(number: number, action: "approve" | "refuse" | "end", reason: string): Promise<Decision> {
  const path = { number };
  if (action === "approve") return bodyOf(client.POST("/api/v1/standardise/decisions/{number}/approve", { params: { path } }));
  if (action === "refuse") return bodyOf(client.POST("/api/v1/standardise/decisions/{number}/refuse", { params: { path }, body: { reason } }));
  return bodyOf(client.POST("/api/v1/standardise/decisions/{number}/end", { params: { path }, body: { reason } }));
}

/** What a person may do with a decision: nobody agrees to or refuses their own. */
export function actionsOf(row: Pick<Decision, "state" | "author">, username: string): ("approve" | "refuse" | "end")[] {
  if (row.state === "in_force") return ["end"];
  if (row.state !== "review") return [];
  return row.author === username ? ["end"] : ["approve", "refuse"];
}
