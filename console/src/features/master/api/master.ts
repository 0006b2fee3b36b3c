import { bodyOf, client, type Api } from "@/lib/api/client";

export type Subject = "person" | "employer";
export type Verdict = Api<"VerdictRequest">["verdict"];
export type Pair = Api<"WaitingPair">;

/** Says whether two records are one. Throws `ProblemError`. */
export function judge(subject: Subject, pair: number, verdict: Verdict): Promise<Api<"Judged">> {
  return bodyOf(client.POST("/api/v1/master/{subject}/review/{number}", { params: { path: { subject, number: pair } }, body: { verdict, note: "" } }));
}

/** Takes a judgement back. Throws `ProblemError`. */
export function undo(subject: Subject, judgement: number): Promise<Api<"Judged">> {
  return bodyOf(client.POST("/api/v1/master/{subject}/judgements/{number}/undo", { params: { path: { subject, number: judgement } } }));
}

/** The subject an address names; persons unless it says employers. */
export function subjectOf(word: string): Subject {
  return word === "employer" ? "employer" : "person";
}

/** The steps of a waterfall: where each bar begins and ends, in the order of the parts. */
export function steps(parts: readonly Pick<Api<"WaterfallPart">, "weight">[]): { from: number; to: number }[] {
  let at = 0;
  return parts.map(({ weight }) => {
    const from = at;
    at += weight;
    return { from, to: at };
  });
}
