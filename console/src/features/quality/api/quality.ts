import { bodyOf, client, type Api } from "@/lib/api/client";

export type RuleBody = Record<string, unknown>;
export type RuleValues = Record<string, string | boolean | string[] | undefined>;

/** Runs a rule over the pool without keeping it. Throws `ProblemError`. */
export const tryRule = (body: RuleBody): Promise<Api<"Trial">> => bodyOf(client.POST("/api/v1/quality/rules/try", { body: { body, replaces: "" } }));

/** Hands in a rule; `replaces` names the one it takes the place of. Throws `ProblemError`. */
export const writeRule = (body: RuleBody, replaces: string): Promise<Api<"ProposedRule">> =>
  bodyOf(client.POST("/api/v1/quality/rules", { body: { body, replaces } }));

/** Switches a written rule on or off. Throws `ProblemError`. */
export const switchRule = (identifier: string, on: boolean): Promise<Api<"RuleRow">[]> =>
  bodyOf(client.POST("/api/v1/quality/rules/{identifier}/{state}", { params: { path: { identifier, state: on ? "on" : "off" } } }));

/** Hands the findings of a rule to the units that own them. Throws `ProblemError`. */
export const issueRework = (table: string, rule_id: string, days: number): Promise<Api<"ReworkOrder">[]> =>
  bodyOf(client.POST("/api/v1/quality/rework", { body: { table, rule_id, days } }));

/** Answers a row of an order. Throws `ProblemError`. */
export const answerRow = (number: number, position: number, action: "更正" | "申辩", note: string): Promise<Api<"ReworkDetail">> =>
  bodyOf(client.POST("/api/v1/quality/rework/{number}/answers", { params: { path: { number } }, body: { answers: [{ position, action, note }] } }));

/** Answers rows with the filled package. Throws `ProblemError`. */
export const uploadPackage = (number: number, file: File): Promise<Api<"ReworkDetail">> => {
  const form = new FormData();
  form.append("file", file);
  return bodyOf(client.POST("/api/v1/quality/rework/{number}/package", { params: { path: { number } }, body: form as never, bodySerializer: (body) => body as never }));
};

/** Decides on an objection. Throws `ProblemError`. */
export const decideRow = (number: number, position: number, upheld: boolean, reason: string): Promise<Api<"ReworkDetail">> =>
  bodyOf(client.POST("/api/v1/quality/rework/{number}/decisions", { params: { path: { number } }, body: { position, upheld, reason } }));

const NUMBERS = new Set(["count", "number"]);

/** The rule that a filled form makes: only what its kind knows, numbers as numbers, lists split at commas. */
export function ruleBody(kind: Api<"KindChoice">, values: RuleValues): RuleBody {
  const common = ["id", "table", "label", "severity", "where", "source"];
  const body: RuleBody = { kind: kind.kind, blocks: values.blocks === true };
  for (const name of common) if (values[name]) body[name] = values[name];
  const columns = values.columns;
  if (Array.isArray(columns) && columns.length) body.columns = columns;
  for (const [name, sort] of Object.entries(kind.options)) {
    const value = values[name];
    if (value === undefined || value === "" || value === false) continue;
    body[name] = typeof value === "string" ? typed(value, sort) : value;
  }
  return body;
}

function typed(value: string, sort: string): unknown {
  if (NUMBERS.has(sort)) return Number(value);
  if (sort === "list") return value.split(/[,，、\s]+/).filter(Boolean);
  if (sort === "value" && value.trim() !== "" && !Number.isNaN(Number(value))) return Number(value);
  return value;
}
