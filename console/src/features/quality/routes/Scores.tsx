import { Drawer, Segmented } from "antd";
import { Link } from "react-router";
import { qualityTexts } from "@/features/quality/texts";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { OneLine } from "@/components/OneLine";
import { PageHead } from "@/components/PageHead";
import { text, useView } from "@/lib/address";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { formatNumber } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

const shape = { scope: text("resource"), name: text() };
type Entry = Api<"ScoreEntry">;
/** The entry over everything has no name of its own; the address needs one. */
const ALL = "*";
type Scope = "resource" | "system" | "department";

/** Scores by resource, system or department, with the points that each rule lost. */
export function Scores() {
  const texts = useTexts(qualityTexts);
  const words = texts.scores;
  const [view, change] = useView(shape);
  const scope = (["system", "department"].includes(view.scope) ? view.scope : "resource") as Scope;
  const { data, error, isLoading, mutate } = useGet("/api/v1/quality/scores", { query: { scope } });
  const entries = data?.entries ?? [];
  const opened = entries.find((entry) => (entry.name || ALL) === view.name);
  const points = (value: number | undefined | null) => (value == null ? "—" : value.toFixed(2));
  const columns: DataColumn<Entry>[] = [
    { key: "label", title: words.name, width: 210, fixed: true, render: (row) => <OneLine>{row.label}</OneLine> },
    { key: "total", title: words.total, width: 80, align: "right", render: (row) => <b>{points(row.total)}</b> },
    ...Object.entries(texts.dimensions).map(([name, title]): DataColumn<Entry> => ({ key: name, title, width: 82, align: "right", render: (row) => points(row.dimensions[name]) })),
  ];
  const losses: DataColumn<Api<"QualityLoss">>[] = [
    { key: "rule", title: texts.rule, width: 270, fixed: true, render: (row) => <Link to={`/quality/findings?rule_id=${encodeURIComponent(row.rule_id)}&table=${row.table}`}>{row.rule_label}</Link> },
    { key: "table", title: texts.table, width: 160, render: (row) => row.table_label },
    { key: "dimension", title: texts.dimension, width: 90, render: (row) => texts.dimensions[row.dimension] ?? row.dimension },
    { key: "indicator", title: words.indicator, width: 70, render: (row) => row.indicator },
    { key: "failed", title: words.failed, width: 90, align: "right", render: (row) => formatNumber(row.failed) },
    { key: "points", title: words.points, width: 90, align: "right", render: (row) => `−${row.points.toFixed(3)}` },
  ];
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  return (
    <>
      <PageHead
        title={words.title}
        note={data && words.note(data.day)}
        actions={<Segmented<Scope> size="small" value={scope} onChange={(wanted) => change({ scope: wanted, name: "" })} options={(["resource", "system", "department"] as const).map((value) => ({ value, label: words.scope[value] }))} />}
      />
      {data && !data.day ? <EmptyNote title={words.none}>{words.noneHint}</EmptyNote> : (
        <>
          <section className="panel">
            <DataTable id="quality-scores" label={words.title} columns={columns} rows={entries} keyOf={(row) => row.name || ALL} loading={isLoading} empty={null} onOpen={(row) => change({ name: row.name || ALL })} openKey={view.name || null} />
          </section>
          {opened && (
            <Drawer open size={860} onClose={() => change({ name: "" })} title={`${opened.label} · ${words.losses}（${words.lost} ${points(opened.total == null ? null : 100 - opened.total)}）`}>
              <DataTable id="quality-losses" plain label={words.losses} columns={losses} rows={opened.losses} keyOf={(row) => `${row.table} ${row.rule_id}`} empty={<EmptyNote title={words.noLoss} />} />
            </Drawer>
          )}
        </>
      )}
    </>
  );
}
