import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";

/** How one part of a view is written into the address and read back from it. */
export interface Part<T> {
  read(values: string[]): T;
  write(value: T): string[];
}

export const text = (absent = ""): Part<string> => ({
  read: (values) => values[0] ?? absent,
  write: (value) => (value === absent ? [] : [value]),
});

export const number = (absent: number): Part<number> => ({
  read: (values) => (values[0] !== undefined && /^\d+$/.test(values[0]) ? Number(values[0]) : absent),
  write: (value) => (value === absent ? [] : [String(value)]),
});

export const list = (): Part<string[]> => ({ read: (values) => values, write: (value) => value });

type Shape = Record<string, Part<unknown>>;
export type View<S> = { [K in keyof S]: S[K] extends Part<infer T> ? T : never };

/** The view that an address describes. */
export function readView<S extends Shape>(shape: S, params: URLSearchParams): View<S> {
  const entries = Object.entries(shape).map(([name, part]) => [name, part.read(params.getAll(name))]);
  return Object.fromEntries(entries) as View<S>;
}

/** The address of a view; what is at its default is left out, so that addresses stay short. */
export function writeView<S extends Shape>(
  shape: S,
  view: View<S>,
  others: URLSearchParams = new URLSearchParams(),
): URLSearchParams {
  const params = new URLSearchParams(others);
  for (const [name, part] of Object.entries(shape)) {
    params.delete(name);
    for (const value of part.write(view[name as keyof S])) params.append(name, value);
  }
  return params;
}

/**
 * The state of a view, kept in the address bar: a link is a view. Changing anything but the page returns to page 1.
 * `shape` has to be a constant of the module.
 */
export function useView<S extends Shape>(shape: S): [View<S>, (change: Partial<View<S>>) => void] {
  const [params, setParams] = useSearchParams();
  const view = useMemo(() => readView(shape, params), [shape, params]);
  const change = useCallback(
    (changed: Partial<View<S>>) => {
      setParams((current) => {
        const start = "page" in shape && !("page" in changed) ? { page: 1 } : {};
        return writeView(shape, { ...readView(shape, current), ...start, ...changed }, current);
      });
    },
    [shape, setParams],
  );
  return [view, change];
}
