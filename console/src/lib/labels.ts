import { useGet } from "@/lib/api/useGet";
import { NOTHING } from "@/lib/format";

/** The section of the national economy that an industry code belongs to is its first letter. */
export const industrySection = (code: string | null | undefined) => code?.slice(0, 1);

export type LabelOf = (set: string, code: string | null | undefined) => string;

/** Looks up the Chinese label of a code; an unknown code stands for itself. */
export function useLabels(): LabelOf {
  const { data } = useGet("/api/v1/labels", {}, { revalidateIfStale: false, revalidateOnReconnect: false });
  return (set, code) => (code ? (data?.sets[set]?.[code] ?? code) : NOTHING);
}
