import type { Api } from "@/lib/api/client";

const LOOKS: Record<Api<"MountRow">["state"], string> = { found: "good", empty: "warn", missing: "bad", unverifiable: "warn" };

/** Whether the target of a mount is there. */
export function MountState({ state, label }: { state: Api<"MountRow">["state"]; label: string }) {
  return <span className={`tag ${LOOKS[state]}`}>{label}</span>;
}
