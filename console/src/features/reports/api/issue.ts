import { bodyOf, client, type Api } from "@/lib/api/client";

/** Issues the weekly report of a week and answers it. Throws `ProblemError`. */
export function issueWeekly(week: string): Promise<Api<"Report">> {
  return bodyOf(client.POST("/api/v1/reports", { body: { kind: "weekly", week } }));
}
