import { bodyOf, client, type Api } from "@/lib/api/client";

/** Starts a run of the main job and answers it. Throws `ProblemError`. */
export function startRun(): Promise<Api<"RunDetail">> {
  return bodyOf(client.POST("/api/v1/runs", { body: {} }));
}

/** How often a page asks again: every second while something runs, otherwise not at all. */
export function pulse(states: (string | undefined)[]): number {
  return states.includes("running") ? 1000 : 0;
}

/** Seconds a step has taken so far, or took. */
export function stepSeconds(step: Pick<Api<"RunStep">, "started_at" | "ended_at">, now: number): number | null {
  if (!step.started_at) return null;
  const end = step.ended_at ? new Date(step.ended_at).getTime() : now;
  return Math.max(0, (end - new Date(step.started_at).getTime()) / 1000);
}

/** How far a step is, 0 to 100; null when nobody knows how much there is to do. */
export function stepPercent(step: Pick<Api<"RunStep">, "state" | "done" | "total">): number | null {
  if (step.state === "done") return 100;
  if (step.total <= 0) return step.state === "running" ? null : 0;
  return Math.min(100, Math.round((step.done / step.total) * 100));
}
