import type { Api } from "@/lib/api/client";

const LOOKS: Record<string, string> = { approved: "tag good", review: "tag warn", refused: "tag bad" };

/** Where a revision stands. */
export function StateTag({ of }: { of: Pick<Api<"RevisionRow">, "state" | "state_label"> }) {
  return <span className={LOOKS[of.state] ?? "tag"}>{of.state_label}</span>;
}
