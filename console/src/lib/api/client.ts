import createClient from "openapi-fetch";
import { ProblemError, problemOf } from "@/lib/api/problem";
import type { components, paths } from "@/lib/api/schema";

/** A value the interface answers, by its name in the OpenAPI document. */
export type Api<Name extends keyof components["schemas"]> = components["schemas"][Name];

/** What has to be known everywhere: the token that proves a changing request comes from this console. */
const token = { csrf: "" };

export function rememberToken(csrf: string): void {
  token.csrf = csrf;
}

export const client = createClient<paths>({ baseUrl: globalThis.location?.origin ?? "", credentials: "same-origin" });

client.use({
  onRequest({ request }) {
    if (request.method !== "GET") request.headers.set("X-CSRFToken", token.csrf);
    return request;
  },
});

interface Answer<Body> {
  data?: Body;
  error?: unknown;
  response: Response;
}

/** The body of an answer. Throws `ProblemError` when the server refused or could not be reached. */
export async function bodyOf<Body>(answer: Promise<Answer<Body>>): Promise<NonNullable<Body>> {
  let received: Answer<Body>;
  try {
    received = await answer;
  } catch (cause) {
    throw ProblemError.unreachable(cause);
  }
  if (received.data === undefined || received.data === null) throw problemOf(received.error, received.response);
  return received.data as NonNullable<Body>;
}
