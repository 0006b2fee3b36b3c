import { list, number, text, type View } from "@/lib/address";
import { bodyOf, client, type Api } from "@/lib/api/client";

export type EntryBody = Api<"EntryBody">;
export type ItemBody = Api<"ItemBody">;
export type MountBody = Api<"MountBody">;

/** The facets of the list, in the order of the page; the class is chosen in the tree. */
export const FACETS = ["party", "source_class", "share_type", "open_type", "update_cycle", "grade"] as const;

export const catalogueShape = {
  q: text(),
  domain: list(),
  class: list(),
  party: list(),
  duty: list(),
  source_class: list(),
  share_type: list(),
  open_type: list(),
  update_cycle: list(),
  grade: list(),
  page: number(1),
  size: number(50),
};
export type CatalogueView = View<typeof catalogueShape>;

export const NOTHING_CHOSEN = { q: "", domain: [], class: [], party: [], duty: [], source_class: [], share_type: [], open_type: [], update_cycle: [], grade: [] };

/** Whether the list shows less than everything. */
export const isNarrowed = (view: CatalogueView) => (Object.keys(NOTHING_CHOSEN) as (keyof typeof NOTHING_CHOSEN)[]).some((name) => view[name].length > 0);

/** A resource code as it stands in addresses: its slash would be a level of the path. */
export const placeOfCode = (code: string) => code.replaceAll("/", "-");
export const entryAddress = (code: string) => `/catalogue/entries/${placeOfCode(code)}`;

export const EMPTY_ITEM: ItemBody = { code: "", name: "", english: "", data_type: "", length: "", element: "", grade: "L2", share_type: "2", share_condition: "", open_type: "3", legal_basis: "", definition: "" };

export const EMPTY_ENTRY: EntryBody = {
  class_code: "", class_name: "", name: "", english: "", resource_format: "03", description: "", source_class: "internal", source_system: "",
  update_cycle: "4", share_type: "2", share_condition: "", share_method: "", open_type: "3", open_condition: "", legal_basis: "",
  responsible_party: "", responsible_code: "", duty: "", grade: "L2", related_codes: [], rows_min: null, rows_max: null, items: [], mounts: [], resource_code: "",
};

/** Which conditions a choice of sharing and opening makes mandatory: as the checks of the server say. */
export function needed(of: Pick<EntryBody, "share_type" | "open_type">): { condition: boolean; basis: boolean; openCondition: boolean } {
  return { condition: of.share_type === "2", basis: of.share_type === "3", openCondition: of.open_type === "2" };
}

/** The items with one of them changed, added at the end or, with null, taken out. */
export function withItem<T>(items: readonly T[], place: number, item: T | null): T[] {
  const kept = [...items];
  if (item === null) kept.splice(place, 1);
  else kept[place] = item;
  return kept;
}

/** The findings by where they belong: fields of the resource, and items by their number. */
export function findingsByPlace(findings: readonly Api<"EntryFinding">[]): { fields: Map<string, string[]>; items: Map<number, string[]> } {
  const fields = new Map<string, string[]>();
  const items = new Map<number, string[]>();
  for (const { place, message } of findings) {
    const item = /^信息项 (\d+)（[^）]*）\s*(.*)$/.exec(place);
    if (item) {
      const number = Number(item[1]);
      items.set(number, [...(items.get(number) ?? []), item[2] ? `${item[2]}：${message}` : message]);
    } else fields.set(place, [...(fields.get(place) ?? []), message]);
  }
  return { fields, items };
}

const draftAt = (number: number) => ({ params: { path: { number } } });
export const createDraft = (body: EntryBody) => bodyOf(client.POST("/api/v1/catalogue/drafts", { body }));
export const saveDraft = (number: number, body: EntryBody) => bodyOf(client.PUT("/api/v1/catalogue/drafts/{number}", { ...draftAt(number), body }));
export const dropDraft = (number: number) => bodyOf(client.DELETE("/api/v1/catalogue/drafts/{number}", draftAt(number)));
export const submitDraft = (number: number) => bodyOf(client.POST("/api/v1/catalogue/drafts/{number}/submit", draftAt(number)));
export const beginChange = (code: string) => bodyOf(client.POST("/api/v1/catalogue/entries/{code}/draft", { params: { path: { code: placeOfCode(code) } } }));
export const withdraw = (code: string, reason: string) => bodyOf(client.POST("/api/v1/catalogue/entries/{code}/withdraw", { params: { path: { code: placeOfCode(code) } }, body: { reason } }));
export const submitContracts = () => bodyOf(client.POST("/api/v1/catalogue/contracts"));
export const proposeDuty = (body: Api<"DutyRequest">) => bodyOf(client.POST("/api/v1/catalogue/duties", { body }));
export const readNotices = () => bodyOf(client.POST("/api/v1/catalogue/notices/read"));

/** Begins or ends the subscription of a resource. */
export function subscribe(code: string, wanted: boolean): Promise<Api<"Notices">> {
  const at = { params: { path: { code: placeOfCode(code) } } };
  return wanted ? bodyOf(client.PUT("/api/v1/catalogue/entries/{code}/subscription", at)) : bodyOf(client.DELETE("/api/v1/catalogue/entries/{code}/subscription", at));
}

/** Sends a catalogue file; the server takes all of it or nothing. Throws `ProblemError` with every wrong cell. */
export function importFile(file: File): Promise<Api<"SubmitResult">> {
  const form = new FormData();
  form.append("file", file);
  return bodyOf(client.POST("/api/v1/catalogue/import", { body: form as never, bodySerializer: (body) => body as never }));
}
