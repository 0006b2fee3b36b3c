import { assetsTexts } from "@/features/assets/texts";
import { Code } from "@/components/Code";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { Facts, type Fact } from "@/components/Facts";
import { OneLine } from "@/components/OneLine";
import type { Api } from "@/lib/api/client";
import { formatNumber } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

/** A plan: tables with what happens to them, everything else concerned, what stays, what is out of reach. */
export function PlanView({ plan }: { plan: Api<"DestructionPlan"> }) {
  const words = useTexts(assetsTexts).plan;
  const columns: DataColumn<Api<"PlannedTable">>[] = [
    { key: "table", title: words.table, width: 280, fixed: true, render: (row) => <Code>{row.table}</Code> },
    { key: "label", title: words.label, width: 180, render: (row) => <OneLine>{row.label}</OneLine> },
    { key: "how", title: words.how, width: 160, render: (row) => <span className={row.how === "empty" ? "tag warn" : "tag bad"}>{row.how_label}</span> },
    { key: "rows", title: words.rows, width: 100, align: "right", render: (row) => formatNumber(row.rows) },
  ];
  const facts: Fact[] = [
    [words.raw, words.rawOf(plan.raw_files.count, formatNumber(plan.raw_files.bytes))],
    [words.delivered, words.count(plan.delivered.length)],
    [words.versions, words.count(plan.versions)],
    [words.releases, words.releasesOf(plan.releases.length)],
    [words.serving, words.count(plan.serving.length)],
    ...plan.control.map((one): Fact => [words.control, `${one.label} ${formatNumber(one.rows)}：${one.how}`]),
    [words.lineage, words.lineageOf(plan.affected.columns, plan.affected.indicators.join("、"))],
  ];
  return (
    <>
      <h3>{words.tables}</h3>
      <DataTable id="asset-plan" label={words.tables} columns={columns} rows={plan.tables} keyOf={(row) => row.table} plain empty={null} />
      <h3>{words.other}</h3>
      <Facts facts={facts} columns={2} />
      <h3>{words.kept}</h3>
      <ul>{plan.kept.map((one) => <li key={one}>{one}</li>)}</ul>
      <h3>{words.unreachable}</h3>
      <ul>{plan.unreachable.map((one) => <li key={one}>{one}</li>)}</ul>
    </>
  );
}
