import { bodyOf, client, type Api } from "@/lib/api/client";

export type AuthorisationRow = Api<"AuthorisationRow">;
export type AuthorisationRequest = Api<"AuthorisationRequest">;

export const requestAuthorisation = (body: AuthorisationRequest) => bodyOf(client.POST("/api/v1/catalogue/authorisations", { body }));
export const revokeAuthorisation = (code: string, reason: string) => bodyOf(client.POST("/api/v1/catalogue/authorisations/{code}/revoke", { params: { path: { code } }, body: { reason } }));

type Shared = { share_type?: string; share_condition?: string };

/** What a choice of items is shared as: the strictest of the resource and the items; none chosen means all that are shared. */
export function sharedAs(entry: Shared & { items?: (Shared & { code: string })[] }, codes: readonly string[]): string {
  const items = (entry.items ?? []).filter((item) => (codes.length > 0 ? codes.includes(item.code) : item.share_type !== "3"));
  return [entry, ...items].map((one) => one.share_type ?? "2").reduce((strict, one) => (one > strict ? one : strict));
}
