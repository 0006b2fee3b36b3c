import { bodyOf, client, type Api } from "@/lib/api/client";

/** One code while it is being revised: what it says now, and what becomes of it. */
export interface CodeEdit {
  code: string;
  /** The label in force; empty for a code that is new. */
  was: string;
  label: string;
  /** Taken out of the set. */
  gone: boolean;
  /** The code that a code taken out becomes; empty: none, its values are set aside. */
  to: string;
  isNew: boolean;
}

/** The edits that change nothing yet. */
export function startEdits(values: readonly Api<"CodeLine">[]): CodeEdit[] {
  return values.map(({ code, label }) => ({ code, was: label, label, gone: false, to: "", isNew: false }));
}

/** The edits that a draft already made, on top of the codes in force. */
export function resumeEdits(
  values: readonly Api<"CodeLine">[],
  drafted: Readonly<Record<string, string>>,
  mappings: Readonly<Record<string, string>>,
): CodeEdit[] {
  const known = new Set(values.map((line) => line.code));
  const added = Object.entries(drafted).filter(([code]) => !known.has(code));
  return [
    ...added.map(([code, label]) => ({ code, was: "", label, gone: false, to: "", isNew: true })),
    ...startEdits(values).map((edit) => {
      const label = drafted[edit.code];
      return label === undefined ? { ...edit, gone: true, to: mappings[edit.code] ?? "" } : { ...edit, label };
    }),
  ];
}

/** How many codes are added, renamed, merged, and taken out without successor. */
export function countEdits(edits: readonly CodeEdit[]) {
  const old = edits.filter((edit) => !edit.isNew);
  return {
    added: edits.filter((edit) => edit.isNew && edit.code.trim() !== "").length,
    renamed: old.filter((edit) => !edit.gone && edit.label.trim() !== edit.was).length,
    mapped: old.filter((edit) => edit.gone && edit.to !== "").length,
    removed: old.filter((edit) => edit.gone && edit.to === "").length,
  };
}

/** What keeps the edits from being a draft: a code twice, a code without label. */
export function editFaults(edits: readonly CodeEdit[]): string[] {
  const kept = edits.filter((edit) => !edit.gone && edit.code.trim() !== "").map((edit) => edit.code.trim());
  return [...new Set(kept.filter((code, place) => kept.indexOf(code) !== place))];
}

/** The draft that the edits make. */
export function codeSetRequest(id: string, edits: readonly CodeEdit[], note: string): Api<"RevisionRequest"> {
  const kept = edits.filter((edit) => !edit.gone && edit.code.trim() !== "");
  const mapped = edits.filter((edit) => edit.gone && edit.to !== "");
  return {
    kind: "code_set",
    id,
    note: note.trim(),
    fields: {},
    values: Object.fromEntries(kept.map((edit) => [edit.code.trim(), edit.label.trim()])),
    mappings: Object.fromEntries(mapped.map((edit) => [edit.code, edit.to])),
  };
}

/** The draft that changes only the fields that differ from what is in force; an emptied field is taken out. */
export function fieldsRequest(
  kind: string,
  id: string,
  was: Readonly<Record<string, string>>,
  fields: Readonly<Record<string, string>>,
  note: string,
): Api<"RevisionRequest"> {
  const changed = Object.entries(fields).filter(([name, value]) => value.trim() !== (was[name] ?? ""));
  const { name, ...others } = Object.fromEntries(changed.map(([field, value]) => [field, value.trim() || null]));
  return { kind, id, note: note.trim(), ...(name ? { name } : {}), fields: others };
}

type Revision = Promise<Api<"Revision">>;

/** Makes a draft. Throws `ProblemError`. */
export const makeDraft = (body: Api<"RevisionRequest">): Revision => bodyOf(client.POST("/api/v1/standards/revisions", { body }));

/** Writes a draft anew. Throws `ProblemError`. */
export const editDraft = (number: number, body: Api<"RevisionRequest">): Revision =>
  bodyOf(client.PUT("/api/v1/standards/revisions/{number}", { params: { path: { number } }, body }));

/** One step of a revision's life. Throws `ProblemError`. */
export const submitRevision = (number: number): Revision =>
  bodyOf(client.POST("/api/v1/standards/revisions/{number}/submit", { params: { path: { number } } }));
export const withdrawRevision = (number: number): Revision =>
  bodyOf(client.POST("/api/v1/standards/revisions/{number}/withdraw", { params: { path: { number } } }));
export const approveRevision = (number: number, reason: string, effective_from: string | null): Revision =>
  bodyOf(client.POST("/api/v1/standards/revisions/{number}/approve", { params: { path: { number } }, body: { reason, effective_from } }));
export const refuseRevision = (number: number, reason: string): Revision =>
  bodyOf(client.POST("/api/v1/standards/revisions/{number}/refuse", { params: { path: { number } }, body: { reason } }));
