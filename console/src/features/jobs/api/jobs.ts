import { bodyOf, client, type Api } from "@/lib/api/client";

export type Job = Api<"BackgroundJob">;
export type Schedule = Api<"JobSchedule">;
export type Health = Api<"SourceTableHealth">;

const ENDED_BADLY: Job["state"][] = ["failed", "crashed", "cancelled", "missed"];
const OPEN: Job["state"][] = ["waiting", "queued", "running"];

/** Asks for a job; the answer names every job that was made or waits already. Throws `ProblemError`. */
export function askJob(kind: Job["kind"], target = ""): Promise<Job[]> {
  return bodyOf(client.POST("/api/v1/jobs", { body: { kind, target } }));
}

/** Lets a job that ended badly wait again. Throws `ProblemError`. */
export function retryJob(number: number): Promise<Job> {
  return bodyOf(client.POST("/api/v1/jobs/{number}/retry", { params: { path: { number } } }));
}

/** Stops a job, at once or at its next sign of progress. Throws `ProblemError`. */
export function cancelJob(number: number): Promise<Job> {
  return bodyOf(client.POST("/api/v1/jobs/{number}/cancel", { params: { path: { number } } }));
}

/** Pauses a schedule or lets it go on. Throws `ProblemError`. */
export function letSchedule(name: string, paused: boolean): Promise<Schedule> {
  const params = { params: { path: { name } } };
  return bodyOf(paused ? client.POST("/api/v1/schedules/{name}/pause", params) : client.POST("/api/v1/schedules/{name}/resume", params));
}

/** Places a schedule elsewhere. Throws `ProblemError`. */
export function setSchedule(name: string, rule: string, missed: Schedule["missed"]): Promise<Schedule> {
  return bodyOf(client.PUT("/api/v1/schedules/{name}", { params: { path: { name } }, body: { rule, missed } }));
}

/** Whether a job can be tried again. */
export const mayRetry = (job: Pick<Job, "state">) => ENDED_BADLY.includes(job.state);

/** Whether a job can still be stopped. */
export const mayCancel = (job: Pick<Job, "state" | "is_cancel_asked">) => OPEN.includes(job.state) && !job.is_cancel_asked;

/** How often the list asks again: every two seconds while a job is open, else now and then. */
export function pulse(states: Job["state"][]): number {
  return states.some((state) => OPEN.includes(state)) ? 2_000 : 15_000;
}

/** How far a job is, 0 to 100; null when nobody knows how much there is to do. */
export function percent(job: Pick<Job, "state" | "done" | "total">): number | null {
  if (job.state !== "running" || job.total <= 0) return null;
  return Math.min(100, Math.round((job.done / job.total) * 100));
}

/** Two bounds as one text; empty where there is neither. */
export function span(low: number | null, high: number | null, format: (value: number) => string): string {
  if (low !== null && high !== null) return `${format(low)}–${format(high)}`;
  if (low !== null) return `≥ ${format(low)}`;
  return high === null ? "" : `≤ ${format(high)}`;
}
