import { bodyOf, client, type Api } from "@/lib/api/client";

export type Item = Api<"ItemProposals">;

/** Accepts or refuses an element for an item; without one, the first proposed. Throws `ProblemError`. */
export function decide(item: number, action: "accept" | "refuse", element = ""): Promise<Item> {
  return bodyOf(client.POST("/api/v1/harvest/proposals/{item}", { params: { path: { item } }, body: { action, element, reason: "" } }));
}

/** What a profile says of a column, as far as it is shown. */
export interface ProfiledColumn {
  column: string;
  comment: string;
  completeness: number;
  distinct: number;
  distinct_is_exact: boolean;
  minimum: string;
  maximum: string;
  shapes: [string, number][];
  code_sets: { label: string; share: number }[];
  personal: { label: string; grade: string; reason: string; is_sure: boolean } | null;
}

/** A column's smallest and largest value in one text. */
export function rangeOf(column: Pick<ProfiledColumn, "minimum" | "maximum">): string {
  if (column.minimum === column.maximum) return column.minimum;
  return `${column.minimum} … ${column.maximum}`;
}
