import { Drawer, Select } from "antd";
import { useState } from "react";
import { offlineTexts } from "@/features/offline/texts";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { OneLine } from "@/components/OneLine";
import { PageHead } from "@/components/PageHead";
import { number, text, useView } from "@/lib/address";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { formatMoment, formatNumber, NOTHING } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";
import { useMay } from "@/lib/session";

const shape = { page: number(1), size: number(50), system: text() };
type Row = Api<"Reconciliation">;

/** The ledger of reconciliations, newest first; one that differs opens the keys that differ. */
export function Reconciliations() {
  const words = useTexts(offlineTexts).ledger;
  const mayKeys = useMay("set_aside.read");
  const [view, change] = useView(shape);
  const [open, setOpen] = useState<Row | null>(null);
  const { data, error, isLoading, mutate } = useGet("/api/v1/reconciliations", { query: view });
  const sources = useGet("/api/v1/sources", {});
  const columns: DataColumn<Row>[] = [
    { key: "when", title: words.when, width: 160, fixed: true, render: (row) => formatMoment(row.reconciled_at) },
    { key: "system", title: words.system, width: 160, render: (row) => <OneLine>{row.label}</OneLine> },
    { key: "table", title: words.table, width: 200, render: (row) => <OneLine>{row.table_name}</OneLine> },
    { key: "sides", title: words.sides, width: 150, render: (row) => words.stages[row.stage] },
    { key: "left", title: words.left, width: 100, align: "right", render: (row) => formatNumber(row.left_rows) },
    { key: "right", title: words.right, width: 100, align: "right", render: (row) => formatNumber(row.right_rows) },
    { key: "keys", title: words.keys, width: 90, align: "right", render: (row) => formatNumber(row.differing) },
    { key: "sums", title: words.sums, width: 170, render: (row) => <OneLine>{row.sums.join("、") || NOTHING}</OneLine> },
    { key: "state", title: words.state, width: 200, render: (row) => <State row={row} /> },
  ];
  const systems = (sources.data ?? []).map((one) => ({ value: one.system, label: one.label }));
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  return (
    <>
      <PageHead title={words.title} note={words.note} />
      <section className="panel">
        <DataTable
          id="reconciliations" label={words.title} columns={columns} rows={data?.rows ?? []} keyOf={(row) => `${row.run_no} ${row.source_system} ${row.table_name} ${row.stage}`} loading={isLoading} onOpen={mayKeys ? setOpen : undefined}
          toolbar={<Select size="small" showSearch optionFilterProp="label" style={{ width: 240 }} aria-label={words.system} value={view.system} options={[{ value: "", label: words.all }, ...systems]} onChange={(system) => change({ system })} />}
          empty={data && <EmptyNote title={words.empty}>{words.emptyHint}</EmptyNote>}
          paging={data && { page: view.page, size: view.size, total: data.total, go: (page, size) => change({ page, size }) }}
        />
      </section>
      <Drawer open={open !== null} size={820} mask={false} onClose={() => setOpen(null)} title={open && `${words.open}：${open.label} ${open.table_name}`} destroyOnHidden>
        {open && <Keys row={open} />}
      </Drawer>
    </>
  );
}

function State({ row }: { row: Row }) {
  const words = useTexts(offlineTexts).ledger;
  const look = { equal: "tag good", differs: "tag bad", failed: "tag warn" }[row.state];
  return <span className="row"><span className={look}>{words.states[row.state]}</span>{row.note && <OneLine>{row.note}</OneLine>}</span>;
}

function Keys({ row }: { row: Row }) {
  const words = useTexts(offlineTexts).ledger;
  const { data, error } = useGet("/api/v1/reconciliations/{run_no}/{system}/{table}/{stage}", { path: { run_no: row.run_no, system: row.source_system, table: row.table_name, stage: row.stage } }, { keepPreviousData: false });
  const columns: DataColumn<Api<"DifferingKey">>[] = [
    { key: "key", title: words.key, width: 150, fixed: true, render: (one) => <OneLine>{one.key}</OneLine> },
    { key: "kind", title: words.kind, width: 90, render: (one) => words.kinds[one.kind] },
    { key: "columns", title: words.columns, width: 140, render: (one) => <OneLine>{one.columns || NOTHING}</OneLine> },
    { key: "left", title: `${row.left_side} ${words.leftPlace}`, width: 226, render: (one) => <OneLine>{one.left_place || NOTHING}</OneLine> },
    { key: "right", title: `${row.right_side} ${words.rightPlace}`, width: 170, render: (one) => <OneLine>{one.right_place || NOTHING}</OneLine> },
  ];
  if (error) return <ErrorNote error={error} />;
  return <DataTable id="reconciliation-keys" label={words.open} columns={columns} rows={data ?? []} keyOf={(one) => `${one.key} ${one.kind}`} plain loading={!data} empty={data && <EmptyNote title={words.noKeys}>{words.noKeysHint}</EmptyNote>} />;
}
