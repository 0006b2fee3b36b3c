import { Collapse } from "antd";
import { qualityTexts } from "@/features/quality/texts";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { OneLine } from "@/components/OneLine";
import type { Api } from "@/lib/api/client";
import { formatMoment } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

type Row = Api<"ProposedRule">;

/** Rules handed in, those that wait first, with what became of them. */
export function Proposals({ rows }: { rows: Row[] }) {
  const texts = useTexts(qualityTexts);
  const words = texts.form;
  const waiting = rows.filter((row) => row.state === "review").length;
  const look = { review: "tag warn", approved: "tag good", refused: "tag bad" };
  const columns: DataColumn<Row>[] = [
    { key: "label", title: texts.rule, width: 280, fixed: true, render: (row) => <OneLine>{row.label}</OneLine> },
    { key: "change", title: "", width: 70, render: (row) => <span className="quiet">{row.is_change ? words.isChange : words.isNew}</span> },
    { key: "trial", title: words.trial, width: 240, render: (row) => <OneLine>{words.found(row.failed, row.checked)}</OneLine> },
    { key: "author", title: words.author, width: 90, render: (row) => row.author },
    { key: "at", title: words.at, width: 160, render: (row) => formatMoment(row.submitted_at) },
    { key: "state", title: texts.rework.state, width: 90, render: (row) => <span className={look[row.state]}>{row.state_label}</span> },
    { key: "reviewer", title: words.reviewer, width: 90, render: (row) => row.reviewer },
    { key: "refusal", title: words.refusal, width: 200, render: (row) => <OneLine>{row.refusal}</OneLine> },
  ];
  const table = <DataTable id="rule-proposals" label={words.proposals} columns={columns} rows={rows} keyOf={(row) => String(row.number)} plain empty={null} />;
  return <Collapse style={{ marginBottom: 10 }} size="small" defaultActiveKey={waiting ? ["proposals"] : []} items={[{ key: "proposals", label: `${words.proposals}（${waiting}/${rows.length}）`, children: table }]} />;
}
