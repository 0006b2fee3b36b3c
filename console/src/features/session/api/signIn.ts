import { bodyOf, client } from "@/lib/api/client";
import type { Session } from "@/lib/session";

/** Signs a person in and answers the session. Throws `ProblemError`. */
export function signIn(username: string, password: string): Promise<Session> {
  return bodyOf(client.POST("/api/v1/session", { body: { username, password } }));
}
