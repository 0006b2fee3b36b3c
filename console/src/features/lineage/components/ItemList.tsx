import { lineageTexts } from "@/features/lineage/texts";
import { Code } from "@/components/Code";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { OneLine } from "@/components/OneLine";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { NOTHING } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

interface Props {
  q: string;
  at: string[];
  open: (node: string) => void;
  openNode: string;
}

/** The items of a table, or those found by words. */
export function ItemList({ q, at, open, openNode }: Props) {
  const texts = useTexts(lineageTexts).tree;
  const found = useGet("/api/v1/lineage/tree/search", q ? { query: { q } } : null);
  const below = useGet("/api/v1/lineage/tree", q ? null : { query: { place: at } });
  const { error, isLoading } = q ? found : below;
  if (error) return <ErrorNote error={error} />;
  const rows = (q ? found.data?.rows : below.data?.items) ?? [];
  const words = texts.columns;
  const columns: DataColumn<Api<"TreeItemRow">>[] = [
    { key: "code", title: words.code, width: 135, fixed: true, render: (row) => <OneLine>{row.code}</OneLine> },
    { key: "name", title: words.name, width: 130, render: (row) => <OneLine>{row.name || NOTHING}</OneLine> },
    ...(q ? [{ key: "place", title: words.place, width: 190, render: (row: Api<"TreeItemRow">) => <OneLine>{row.place.slice(2).join(" / ")}</OneLine> }] : []),
    { key: "type", title: words.type, width: 110, hidden: q !== "", render: (row) => <OneLine>{row.type || NOTHING}</OneLine> },
    { key: "core", title: words.core, width: 235, render: (row) => (row.core ? <Code>{row.core}</Code> : NOTHING) },
    { key: "indicators", title: words.indicators, width: 100, render: (row) => <OneLine>{row.indicators.join("、") || NOTHING}</OneLine> },
  ];
  return (
    <DataTable
      id={q ? "tree-found" : "tree-items"}
      label={q ? texts.search : texts.items(at.at(-1) ?? "")}
      columns={columns}
      rows={rows}
      keyOf={(row) => row.node}
      loading={isLoading}
      onOpen={(row) => open(row.node)}
      openKey={openNode}
      empty={isLoading ? null : <EmptyNote title={texts.nothing}> </EmptyNote>}
      toolbar={<b>{q ? `“${q}” ${texts.found(found.data?.total ?? 0, rows.length)}` : `${texts.items(at.at(-1) ?? "")} ${rows.length}`}</b>}
    />
  );
}
