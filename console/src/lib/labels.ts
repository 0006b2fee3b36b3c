import { useGet } from "@/lib/api/useGet";
import { NOTHING } from "@/lib/format";

export type LabelOf = (set: string, code: string | null | undefined) => string;

/** Looks up the Chinese label of a code; an unknown code stands for itself. */
export function useLabels(): LabelOf {
  const { data } = useGet("/api/v1/labels", {}, { revalidateIfStale: false, revalidateOnReconnect: false });
  return (set, code) => (code ? (data?.sets[set]?.[code] ?? code) : NOTHING);
}
