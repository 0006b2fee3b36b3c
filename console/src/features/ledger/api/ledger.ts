import type { Api } from "@/lib/api/client";
import type { Params } from "@/lib/api/useGet";
import { list, number, text, writeView, type View } from "@/lib/address";

/** The whole state of the ledger, as it stands in the address bar. */
export const ledgerShape = {
  week: text(),
  q: text(),
  level: list(),
  type: list(),
  district: list(),
  industry: list(),
  status: list(),
  change: list(),
  sort: text("-level"),
  page: number(1),
  size: number(50),
};

export type LedgerView = View<typeof ledgerShape>;
type LedgerParams = Params<"/api/v1/ledger">;
type Sort = NonNullable<NonNullable<LedgerParams["query"]>["sort"]>;

/** The fields that narrow the list, in the order they are shown. */
export const FACETS = ["level", "type", "status", "change", "district", "industry"] as const satisfies (keyof Api<"Facets">)[];

/** The request that answers a view. */
export function ledgerParams(view: LedgerView): LedgerParams {
  return {
    query: { ...view, week: view.week || undefined, level: view.level.map(Number), sort: view.sort as Sort },
  };
}

/** The address of a file with every row of the view, in its order. */
export function exportAddress(view: LedgerView, format: "xlsx" | "json"): string {
  const params = writeView(ledgerShape, { ...view, page: 1, size: 50 });
  params.set("format", format);
  return `/api/v1/ledger/export?${params.toString()}`;
}

/** Whether anything narrows the list. */
export function isNarrowed(view: LedgerView): boolean {
  return view.q !== "" || FACETS.some((facet) => view[facet].length > 0);
}
