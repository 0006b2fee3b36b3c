import type { Api } from "@/lib/api/client";

const LOOKS: Record<Api<"Run">["state"], [sign: string, look: string]> = {
  running: ["▶", "tag strong"],
  done: ["✓", "tag good"],
  done_with_incidents: ["!", "tag warn"],
  failed: ["✕", "tag bad"],
  interrupted: ["‖", "tag bad"],
};

/** How a run stands; sign and word. */
export function RunState({ run }: { run: Pick<Api<"Run">, "state" | "state_label"> }) {
  const [sign, look] = LOOKS[run.state];
  return (
    <span className={look}>
      {sign} {run.state_label}
    </span>
  );
}
