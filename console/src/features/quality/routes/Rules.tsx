import { Alert, Button, Select } from "antd";
import { useState } from "react";
import { switchRule } from "@/features/quality/api/quality";
import { RuleForm } from "@/features/quality/components/RuleForm";
import { Proposals } from "@/features/quality/components/Proposals";
import { qualityTexts } from "@/features/quality/texts";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { OneLine } from "@/components/OneLine";
import { PageHead } from "@/components/PageHead";
import { may } from "@/lib/access";
import { text, useView } from "@/lib/address";
import type { Api } from "@/lib/api/client";
import type { ProblemError } from "@/lib/api/problem";
import { useForget, useGet } from "@/lib/api/useGet";
import { formatNumber } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";
import { useSession } from "@/lib/session";

const shape = { table: text(), dimension: text() };
type Row = Api<"RuleRow">;

/** The rules in force: what the standards imply and what people wrote, each with its newest result. */
export function Rules() {
  const texts = useTexts(qualityTexts);
  const words = texts.rules;
  const { session } = useSession();
  const manages = may(session?.person, "quality.manage");
  const [view, change] = useView(shape);
  const [edited, setEdited] = useState<Row | "new" | null>(null);
  const [failed, setFailed] = useState<ProblemError | null>(null);
  const [taken, setTaken] = useState("");
  const forget = useForget();
  const proposals = useGet("/api/v1/quality/rules/proposals", {});
  const { data = [], error, isLoading, mutate } = useGet("/api/v1/quality/rules", { query: view });
  const form = useGet("/api/v1/quality/rules/form", {});
  const toggle = (row: Row) => {
    setFailed(null);
    switchRule(row.id, !row.is_active)
      .then(() => forget("/api/v1/quality"))
      .catch((problem: ProblemError) => setFailed(problem));
  };
  const columns: DataColumn<Row>[] = [
    { key: "label", title: texts.rule, width: 250, fixed: true, render: (row) => <OneLine>{row.label}</OneLine> },
    { key: "table", title: texts.table, width: 140, render: (row) => <OneLine>{row.table_label}</OneLine> },
    { key: "dimension", title: texts.dimension, width: 84, render: (row) => texts.dimensions[row.dimension] ?? row.dimension },
    { key: "kind", title: words.kind, width: 100, render: (row) => row.kind_label },
    { key: "checked", title: words.checked, width: 96, align: "right", render: (row) => (row.checked == null ? <span className="quiet">{words.never}</span> : formatNumber(row.checked)) },
    { key: "failed", title: words.failed, width: 84, align: "right", render: (row) => (row.failed == null ? "" : formatNumber(row.failed)) },
    { key: "ratio", title: words.ratio, width: 84, align: "right", render: (row) => (row.pass_ratio == null ? "" : `${(row.pass_ratio * 100).toFixed(2)}%`) },
    { key: "state", title: words.severity, width: 112, render: (row) => <State row={row} /> },
    { key: "source", title: words.source, width: 200, render: (row) => <OneLine>{row.source}</OneLine> },
    {
      key: "author", title: words.author, width: 160,
      render: (row) =>
        row.derived ? <span className="quiet">{words.derived}</span> : (
          <span className="row">
            {row.author}
            {manages && <Button size="small" type="link" onClick={() => setEdited(row)}>{words.edit}</Button>}
            {manages && <Button size="small" type="link" onClick={() => toggle(row)}>{row.is_active ? words.off : words.on}</Button>}
          </span>
        ),
    },
  ];
  const tables = (form.data?.tables ?? []).map(({ name, label }) => ({ value: name, label }));
  return (
    <>
      <PageHead
        title={words.title}
        note={!error && !isLoading && words.note(data.length, data.filter((row) => !row.derived).length)}
        actions={manages && <Button type="primary" size="small" onClick={() => setEdited("new")}>{words.add}</Button>}
      />
      {failed && <ErrorNote error={failed} />}
      {taken && <Alert type="success" showIcon closable style={{ marginBottom: 10 }} title={texts.form.proposed(taken)} />}
      {(proposals.data ?? []).length > 0 && <Proposals rows={proposals.data ?? []} />}
      {error ? <ErrorNote error={error} retry={() => void mutate()} /> : (
        <section className="panel">
          <DataTable
            id="quality-rules"
            label={words.title}
            columns={columns}
            rows={data}
            keyOf={(row) => row.id}
            loading={isLoading}
            empty={isLoading ? null : <EmptyNote title={words.empty} />}
            toolbar={
              <span className="row">
                <Select size="small" style={{ width: 200 }} aria-label={texts.table} value={view.table} options={[{ value: "", label: `${texts.table}：${texts.all}` }, ...tables]} onChange={(table) => change({ table })} />
                <Select size="small" style={{ width: 150 }} aria-label={texts.dimension} value={view.dimension} options={[{ value: "", label: `${texts.dimension}：${texts.all}` }, ...(form.data?.dimensions ?? []).map((one) => ({ value: one.value ?? "", label: one.label ?? "" }))]} onChange={(dimension) => change({ dimension })} />
              </span>
            }
          />
        </section>
      )}
      {edited && form.data && <RuleForm form={form.data} rule={edited === "new" ? null : edited} close={() => setEdited(null)} done={(proposed) => (setEdited(null), setTaken(proposed.label), void proposals.mutate())} />}
    </>
  );
}

function State({ row }: { row: Row }) {
  const words = useTexts(qualityTexts).rules;
  if (!row.is_active) return <span className="tag">{words.resting}</span>;
  return (
    <span className="row">
      {row.broken && <span className={row.severity === "error" ? "tag bad" : "tag warn"}>{row.severity === "error" ? words.error : words.warning}</span>}
      {row.blocks && <span className="tag">{words.blocks}</span>}
    </span>
  );
}
