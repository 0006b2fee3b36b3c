import type { Api } from "@/lib/api/client";

/** Everything a person may be allowed to do; the words are the server's. */
export type Permission =
  | "ledger.read"
  | "ledger.export"
  | "rows.read"
  | "events.read"
  | "events.correct"
  | "reports.read"
  | "reports.issue"
  | "indicators.read"
  | "runs.read"
  | "runs.start"
  | "sources.read"
  | "set_aside.read"
  | "audit.read"
  | "catalogue.read"
  | "catalogue.submit"
  | "catalogue.review"
  | "standards.read"
  | "standards.draft"
  | "standards.approve"
  | "quality.read"
  | "quality.manage"
  | "quality.rework"
  | "tags.read"
  | "assets.read"
  | "assets.manage"
  | "assets.approve"
  | "master.review";

/** Whether the person may. The console only hides what the server would refuse; the server decides. */
export function may(person: Pick<Api<"Person">, "permissions"> | null | undefined, permission: Permission): boolean {
  return person?.permissions.includes(permission) ?? false;
}
