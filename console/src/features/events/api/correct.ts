import { bodyOf, client, type Api } from "@/lib/api/client";

export type Correction = Api<"CorrectionRequest">;
export type CorrectionKind = Correction["kind"];

/** Records the same correction for each event, one after another; stops at the first refusal. Throws `ProblemError`. */
export async function correctEvents(eventIds: readonly string[], correction: Correction): Promise<void> {
  for (const eventId of eventIds) {
    await bodyOf(client.POST("/api/v1/events/{event_id}/corrections", { params: { path: { event_id: eventId } }, body: correction }));
  }
}

/** Lets a correction become training material. Throws `ProblemError`. */
export function releaseCorrection(number: number): Promise<Api<"StoredCorrection">> {
  return bodyOf(client.POST("/api/v1/corrections/{number}/release", { params: { path: { number } } }));
}

/** Whether the correction says all that its kind needs. */
export function isComplete({ kind, right_uscc, right_type }: Correction): boolean {
  if (kind === "wrong_employer") return (right_uscc ?? "").trim().length === 18;
  return kind === "not_a_risk" || Boolean(right_type);
}
