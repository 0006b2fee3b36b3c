import { useCallback } from "react";
import useSWR, { useSWRConfig, type SWRConfiguration, type SWRResponse } from "swr";
import { bodyOf, client } from "@/lib/api/client";
import type { ProblemError } from "@/lib/api/problem";
import type { paths } from "@/lib/api/schema";

type Getter<P extends keyof paths> = paths[P] extends { get: infer G } ? G : never;

/** Paths that can be read and answer JSON. */
export type ReadPath = {
  [P in keyof paths]: Getter<P> extends { responses: { 200: { content: { "application/json": unknown } } } } ? P : never;
}[keyof paths];

export type Body<P extends ReadPath> =
  Getter<P> extends { responses: { 200: { content: { "application/json": infer B } } } } ? B : never;

export type Params<P extends ReadPath> =
  Getter<P> extends { parameters: infer A } ? Pick<A, Extract<keyof A, "query" | "path">> : Record<string, never>;

/** The SWR key of a read: equal keys share one request and one cached answer. */
export function keyOf<P extends ReadPath>(path: P, params: Params<P>): [P, Params<P>] {
  return [path, params];
}

/** Reads a path and keeps the answer fresh; `params` null waits. The previous answer stays visible while the next loads. */
export function useGet<P extends ReadPath>(
  path: P,
  params: Params<P> | null,
  options?: SWRConfiguration<Body<P>, ProblemError>,
): SWRResponse<Body<P>, ProblemError> {
  return useSWR<Body<P>, ProblemError>(
    params === null ? null : keyOf(path, params),
    () => bodyOf(client.GET(path as never, { params } as never) as never) as Promise<Body<P>>,
    { keepPreviousData: true, revalidateOnFocus: false, shouldRetryOnError: false, ...options },
  );
}

/** Forgets what was read below a path, after something there was changed: pages read it anew. */
export function useForget(): (below: string) => Promise<unknown> {
  const { mutate } = useSWRConfig();
  return useCallback((below) => mutate((key) => Array.isArray(key) && String(key[0]).startsWith(below), undefined), [mutate]);
}
