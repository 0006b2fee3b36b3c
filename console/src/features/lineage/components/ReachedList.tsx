import { DownloadOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { useState } from "react";
import { lineageTexts } from "@/features/lineage/texts";
import { Code } from "@/components/Code";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { OneLine } from "@/components/OneLine";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { useTexts } from "@/lib/i18n/language";

type Row = Api<"ReachedNode">;
const SIZE = 50;

/** Everything that a table or column goes into (or comes from), nearest first, to look through and to take away. */
export function ReachedList({ node, upward, open }: { node: string; upward: boolean; open: (row: Row) => void }) {
  const texts = useTexts(lineageTexts);
  const words = texts.list;
  const [kind, setKind] = useState("");
  const [page, setPage] = useState({ page: 1, size: SIZE });
  const { data, error, isLoading, mutate } = useGet("/api/v1/lineage/reached", { query: { node, upward } });
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  const rows = (data?.rows ?? []).filter((row) => !kind || row.kind_label === kind);
  const columns: DataColumn<Row>[] = [
    { key: "label", title: words.name, width: 300, fixed: true, render: (row) => <OneLine>{row.label}</OneLine> },
    { key: "kind", title: words.kind, width: 100, render: (row) => row.kind_label },
    { key: "distance", title: words.distance, help: words.distanceHelp, width: 70, align: "right", render: (row) => row.distance },
    { key: "level", title: words.level, width: 100, render: (row) => row.level_label },
    { key: "id", title: words.id, width: 330, render: (row) => <Code>{row.id}</Code> },
    { key: "how", title: words.how, width: 240, render: (row) => <OneLine>{row.how}</OneLine> },
    { key: "part", title: words.part, help: words.partHelp, width: 90, render: (row) => (row.is_condition ? words.condition : words.value) },
  ];
  const chosen = (format: string) => `/api/v1/lineage/reached/export?${new URLSearchParams({ node, upward: String(upward), format }).toString()}`;
  return (
    <section className="panel">
      <DataTable
        id="lineage-reached"
        label={upward ? texts.tabs.sources : texts.tabs.affected}
        columns={columns}
        rows={rows.slice((page.page - 1) * page.size, page.page * page.size)}
        keyOf={(row) => row.id}
        loading={isLoading}
        onOpen={open}
        empty={data && <EmptyNote title={upward ? texts.noSources : texts.nobody}> </EmptyNote>}
        paging={{ ...page, total: rows.length, go: (at, size) => setPage({ page: at, size }) }}
        toolbar={
          <>
            <Select
              size="small"
              style={{ width: 190 }}
              aria-label={words.kind}
              value={kind}
              onChange={(value) => {
                setKind(value);
                setPage({ ...page, page: 1 });
              }}
              options={[{ value: "", label: words.all(data?.rows.length ?? 0) }, ...Object.entries(data?.counts ?? {}).map(([name, count]) => ({ value: name, label: `${name} ${count}` }))]}
            />
            <Button size="small" icon={<DownloadOutlined />} href={chosen("xlsx")}>Excel</Button>
            <Button size="small" href={chosen("json")}>JSON</Button>
          </>
        }
      />
    </section>
  );
}
