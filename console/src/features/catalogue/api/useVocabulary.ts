import { useGet } from "@/lib/api/useGet";
import { NOTHING } from "@/lib/format";

/** The code lists of the catalogue's fields, and the label of a code; an unknown code stands for itself. */
export function useVocabulary() {
  const { data } = useGet("/api/v1/catalogue/vocabulary", {}, { revalidateIfStale: false });
  const options = (field: string) => data?.fields[field] ?? [];
  const label = (field: string, code: string | null | undefined) => (code ? (options(field).find((one) => one.value === code)?.label ?? code) : NOTHING);
  return { classes: data?.classes ?? [], duties: data?.duties ?? [], options, label };
}
