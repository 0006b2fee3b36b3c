import { Button, Checkbox, Input, Modal, Select } from "antd";
import { useState } from "react";
import { proposeGrade, type Grade } from "@/features/assets/api/assets";
import { assetsTexts } from "@/features/assets/texts";
import { Code } from "@/components/Code";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { OneLine } from "@/components/OneLine";
import { PageHead } from "@/components/PageHead";
import { may } from "@/lib/access";
import { number, text, useView } from "@/lib/address";
import type { Api } from "@/lib/api/client";
import type { ProblemError } from "@/lib/api/problem";
import { useGet } from "@/lib/api/useGet";
import { useTexts } from "@/lib/i18n/language";
import { useSession } from "@/lib/session";

const shape = { page: number(1), size: number(50), q: text(""), conflicts: text("") };
const GRADES: Grade[] = ["L1", "L2", "L3", "L4"];
type Row = Api<"GradedColumn">;

/** Every column with the grade it carries along lineage, conflicts first. */
export function Grades() {
  const words = useTexts(assetsTexts).grades;
  const { session } = useSession();
  const [view, change] = useView(shape);
  const [settling, settle] = useState<Row | null>(null);
  const { data, error, isLoading, mutate } = useGet("/api/v1/assets/grades", { query: { ...view, conflicts: view.conflicts === "yes" } });
  const columns: DataColumn<Row>[] = [
    { key: "node", title: words.node, width: 290, fixed: true, render: (row) => <Code>{row.node}</Code> },
    { key: "label", title: words.label, width: 220, render: (row) => <OneLine>{row.label}</OneLine> },
    { key: "kind", title: words.kind, width: 90, render: (row) => row.kind_label },
    { key: "declared", title: words.declared, width: 60, render: (row) => row.declared },
    { key: "effective", title: words.effective, width: 60, render: (row) => <span className={row.is_conflict ? "tag bad" : row.effective > "L2" ? "tag warn" : "tag"}>{row.effective}</span> },
    { key: "origin", title: words.origin, width: 240, render: (row) => <OneLine>{row.origin || words.own}</OneLine> },
    { key: "lowered", title: words.lowered, width: 260, render: (row) => <OneLine>{row.lowered_by}</OneLine> },
    {
      key: "state", title: words.state, width: 110,
      render: (row) => (row.is_waiting ? words.waiting : row.is_conflict && may(session?.person, "assets.manage") ? <Button size="small" onClick={() => settle(row)}>{words.settle}</Button> : row.is_conflict ? words.open : ""),
    },
  ];
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  return (
    <>
      <PageHead title={words.title} note={data && words.note(data.conflicts)} />
      <section className="panel">
        <DataTable
          id="asset-grades" label={words.title} columns={columns} rows={data?.rows ?? []} keyOf={(row) => row.node} loading={isLoading}
          toolbar={
            <>
              <Input.Search size="small" allowClear style={{ width: 240 }} placeholder={words.find} aria-label={words.find} defaultValue={view.q} onSearch={(q) => change({ q, page: 1 })} />
              <Checkbox checked={view.conflicts === "yes"} onChange={(event) => change({ conflicts: event.target.checked ? "yes" : "", page: 1 })}>{words.onlyConflicts}</Checkbox>
            </>
          }
          empty={isLoading ? null : <EmptyNote title={words.none}>{words.noneHint}</EmptyNote>}
          paging={data && { page: view.page, size: view.size, total: data.total, go: (page, size) => change({ page, size }) }}
        />
      </section>
      {settling && <Settle row={settling} close={() => (settle(null), void mutate())} />}
    </>
  );
}

/** The proposal for one conflict. */
function Settle({ row, close }: { row: Row; close: () => void }) {
  const texts = useTexts(assetsTexts);
  const words = texts.grades;
  const [grade, setGrade] = useState<Grade>(row.effective as Grade);
  const [reason, setReason] = useState("");
  const [failed, setFailed] = useState<ProblemError | null>(null);
  const send = () => void proposeGrade(row.node, grade, reason).then(close).catch((problem: ProblemError) => setFailed(problem));
  return (
    <Modal open title={words.settleTitle(row.node)} onCancel={close} onOk={send} okText={texts.submit} cancelText={texts.cancel} okButtonProps={{ disabled: !reason.trim() }}>
      <p className="quiet">{words.settleHint(row.effective)}</p>
      <p><Select style={{ width: 120 }} aria-label={words.grade} value={grade} onChange={setGrade} options={GRADES.map((value) => ({ value, label: value }))} /></p>
      <Input.TextArea rows={3} aria-label={texts.reason} placeholder={texts.reason} value={reason} onChange={(event) => setReason(event.target.value)} />
      {failed && <ErrorNote error={failed} />}
    </Modal>
  );
}
