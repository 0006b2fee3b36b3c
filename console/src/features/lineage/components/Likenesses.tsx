import { lineageTexts } from "@/features/lineage/texts";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote } from "@/components/Note";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { useTexts } from "@/lib/i18n/language";

interface Props {
  kind: "same_name" | "same_meaning";
  page: number;
  size: number;
  go: (page: number, size: number) => void;
}

/** Items of one name that differ, or of one meaning under different names. */
export function Likenesses({ kind, page, size, go }: Props) {
  const texts = useTexts(lineageTexts).tree;
  const { data, error, isLoading } = useGet("/api/v1/lineage/tree/likenesses", { query: { kind, page, size } });
  if (error) return <ErrorNote error={error} />;
  const columns: DataColumn<Api<"LikenessRow">>[] = [
    { key: "subject", title: texts.subject, width: 200, fixed: true, render: (row) => row.subject },
    { key: "reason", title: texts.reason, width: 420, render: (row) => row.reason },
    { key: "places", title: texts.places, width: 520, render: (row) => <ul className="likeness-places">{row.places.map((place) => <li key={place}>{place}</li>)}</ul> },
  ];
  return (
    <section className="panel">
      <DataTable id={`tree-${kind}`} label={kind === "same_name" ? texts.sameName : texts.sameMeaning} columns={columns} rows={data?.rows ?? []} keyOf={(row) => row.subject} loading={isLoading} empty={data && <EmptyNote title={texts.none}> </EmptyNote>} paging={{ page, size, total: data?.total ?? 0, go }} />
    </section>
  );
}
