import { bodyOf, client, type Api } from "@/lib/api/client";

export interface Place {
  header: string;
  sheet: string;
}

/** A body that goes out as a form with its file. */
function formOf(file: File, fields: Record<string, string | string[]>): FormData {
  const form = new FormData();
  form.append("file", file);
  for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) form.append(name, one);
  return form;
}

/** The tables of a file with the layouts proposed; nothing is kept. Throws `ProblemError`. */
export const lookAt = (file: File, place: Place): Promise<Api<"FoundTables">> =>
  bodyOf(client.POST("/api/v1/offline/look", { body: { file: "", ...place }, bodySerializer: () => formOf(file, { ...place }) }));

/** Keeps a layout as corrected. Throws `ProblemError`. */
export function keepLayout(file: File, place: Place, table: Api<"FoundTable">, columns: Api<"LayoutColumn">[]): Promise<Api<"KeptLayout">> {
  const fields = { ...place, sheet: table.sheet, fingerprint: table.fingerprint, names: columns.map((one) => one.name), units: columns.map((one) => one.unit ?? ""), date_order: table.date_order };
  return bodyOf(client.POST("/api/v1/offline/layouts", { body: { file: "", ...fields, date_order: table.date_order as "" }, bodySerializer: () => formOf(file, fields) }));
}

/** Header rows as a person writes them: one row, or the first and the last. */
export const rowsText = (rows: number[]): string => (rows.length > 1 ? `${rows[0]}-${rows[rows.length - 1]}` : String(rows[0] ?? ""));
