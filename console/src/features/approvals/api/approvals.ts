import { bodyOf, client, type Api } from "@/lib/api/client";

export type Waiting = Api<"WaitingDecision">;

export const keyOf = (one: Pick<Waiting, "kind" | "number">) => `${one.kind}/${one.number}`;

/** The chosen things grouped by kind, in the order of the inbox: each kind is approved all or none. */
export function byKind(waiting: readonly Waiting[], chosen: ReadonlySet<string>): [string, number[]][] {
  const groups = new Map<string, number[]>();
  for (const one of waiting) {
    if (!one.is_own && chosen.has(keyOf(one))) groups.set(one.kind, [...(groups.get(one.kind) ?? []), one.number]);
  }
  return [...groups];
}

/** Approves what was chosen, kind after kind; stops at the first refusal. Returns how many. Throws `ProblemError`. */
export async function approve(groups: readonly [string, number[]][]): Promise<number> {
  let count = 0;
  for (const [kind, numbers] of groups) {
    count += (await bodyOf(client.POST("/api/v1/approvals/{kind}/approve", { params: { path: { kind } }, body: { numbers } }))).count;
  }
  return count;
}

/** Sends one back with a reason. Throws `ProblemError`. */
export function refuse(one: Pick<Waiting, "kind" | "number">, reason: string): Promise<Api<"Decided">> {
  return bodyOf(client.POST("/api/v1/approvals/{kind}/{number}/refuse", { params: { path: { kind: one.kind, number: one.number } }, body: { reason } }));
}
