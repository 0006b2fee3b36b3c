import { bodyOf, client, type Api } from "@/lib/api/client";

/** What other limits would change; nothing is written. Throws `ProblemError`. */
export const tryTag = (code: string, limits: Record<string, string>): Promise<Api<"TagTrial">> => bodyOf(client.POST("/api/v1/tags/{code}/preview", { params: { path: { code } }, body: { limits } }));

/** The address of the workbook with exactly the employers that the filters show. */
export function exportAddress(code: string, view: { q: string; district: string[] }): string {
  const params = new URLSearchParams(view.district.map((value) => ["district", value]));
  if (view.q) params.set("q", view.q);
  const query = params.toString();
  return `/api/v1/tags/${encodeURIComponent(code)}/export${query ? `?${query}` : ""}`;
}

/** The limits of a trial that differ from those in force, as typed; nothing where all are the same. */
export function changedLimits(limits: readonly { name: string; value: number }[], typed: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    limits.flatMap(({ name, value }) => {
      const now = typed[name]?.trim();
      return now === undefined || now === String(value) ? [] : [[name, now]];
    }),
  );
}
