import type { components } from "@/lib/api/schema";

type Problem = components["schemas"]["Problem"];

/** A refusal or failure as the server words it: message, hint, and an id to quote. */
export class ProblemError extends Error {
  readonly code: string;
  readonly status: number;
  readonly hint: string;
  readonly id: string;
  /** Everything a check found; the message names the first only. */
  readonly errors: string[];

  constructor(problem: Pick<Problem, "code" | "status" | "detail" | "hint" | "id"> & { errors?: string[] }) {
    super(problem.detail);
    this.name = "ProblemError";
    this.code = problem.code;
    this.status = problem.status;
    this.hint = problem.hint;
    this.id = problem.id;
    this.errors = problem.errors ?? [];
  }

  static unreachable(cause: unknown): ProblemError {
    const error = new ProblemError({ code: "unreachable", status: 0, detail: "", hint: "", id: "" });
    error.cause = cause;
    return error;
  }

  /** Whether signing in again is what helps. */
  get isSignedOut(): boolean {
    return this.status === 401;
  }
}

/** The problem in an answer's body; an answer without one (a proxy's page, say) becomes one with its status. */
export function problemOf(body: unknown, response: Pick<Response, "status" | "statusText">): ProblemError {
  const given = (typeof body === "object" && body !== null ? body : {}) as Partial<Problem>;
  return new ProblemError({
    code: given.code ?? `http-${response.status}`,
    status: response.status,
    detail: given.detail ?? given.title ?? response.statusText,
    hint: given.hint ?? "",
    id: given.id ?? "",
    errors: given.errors ?? [],
  });
}
