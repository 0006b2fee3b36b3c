import { useMemo } from "react";
import { Link } from "react-router";
import { historyOption } from "@/features/employer/charts/history";
import { employerTexts } from "@/features/employer/texts";
import { Chart } from "@/components/Chart";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { LevelMark } from "@/components/Level";
import { EmptyNote } from "@/components/Note";
import { ChangeTag, RiskTypes, StatusTag } from "@/components/Tags";
import type { Api } from "@/lib/api/client";
import { formatScore } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";
import { riskTexts } from "@/lib/risk";

/** Where the employer stood in every week. */
export function History({ history, uscc }: { history: Api<"AlertWeek">[]; uscc: string }) {
  const texts = useTexts(employerTexts);
  const risk = useTexts(riskTexts);
  const inTime = useMemo(() => [...history].sort((a, b) => a.week.localeCompare(b.week)), [history]);
  const option = useMemo(() => historyOption(inTime, risk.level), [inTime, risk]);
  const { history: words } = texts;
  if (history.length === 0) return <EmptyNote title={texts.historyEmpty}>{texts.historyEmptyHint}</EmptyNote>;
  const columns: DataColumn<Api<"AlertWeek">>[] = [
    { key: "week", title: words.week, width: 110, fixed: true, render: (row) => <Link className="mono" to={`/employers/${uscc}?week=${row.week}&tab=evidence`}>{row.week}</Link> },
    { key: "level", title: words.level, width: 110, render: (row) => <LevelMark level={row.level} full /> },
    { key: "score", title: words.score, width: 80, align: "right", render: (row) => formatScore(row.score) },
    { key: "types", title: words.types, width: 260, render: (row) => <RiskTypes types={row.types} /> },
    { key: "status", title: words.status, width: 100, render: (row) => <StatusTag status={row.status} /> },
    { key: "change", title: words.change, width: 100, render: (row) => <ChangeTag change={row.change} /> },
  ];
  return (
    <div className="stack">
      <section className="panel">
        <header className="panel-head">
          <h2>{words.chart}</h2>
        </header>
        <div className="panel-body">
          <Chart option={option} height={160} label={words.chart} />
        </div>
      </section>
      <section className="panel">
        <DataTable plain id="employer-history" label={texts.tabs.history} columns={columns} rows={[...inTime].reverse()} keyOf={(row) => row.week} empty={null} />
      </section>
    </div>
  );
}
