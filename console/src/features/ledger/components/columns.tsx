import { Link } from "react-router";
import type { ledgerTexts } from "@/features/ledger/texts";
import { Code } from "@/components/Code";
import type { DataColumn } from "@/components/DataTable";
import { LevelMark } from "@/components/Level";
import { OneLine } from "@/components/OneLine";
import { Measure } from "@/components/Measure";
import { ChangeTag, RiskTypes, StatusTag } from "@/components/Tags";
import type { Api } from "@/lib/api/client";
import { formatNumber, formatScore, NOTHING } from "@/lib/format";
import { industrySection, type LabelOf } from "@/lib/labels";
import type { riskTexts } from "@/lib/risk";

interface Context {
  texts: (typeof ledgerTexts)["zh-CN"];
  risk: (typeof riskTexts)["zh-CN"];
  labelOf: LabelOf;
  week: string;
  rows: Api<"Alert">[];
}

/** The address of an employer in the week of the list. */
export function employerAddress(alert: Pick<Api<"Alert">, "uscc">, week: string, tab = ""): string {
  const params = new URLSearchParams({ ...(week && { week }), ...(tab && { tab }) }).toString();
  return `/employers/${alert.uscc}${params ? `?${params}` : ""}`;
}

function staffSum({ rows, texts }: Context): string {
  const known = rows.flatMap((row) => (row.staff_count === null ? [] : [row.staff_count]));
  const sum = known.reduce((total, count) => total + count, 0);
  return texts.staffSum(formatNumber(sum), rows.length - known.length);
}

/** The columns of the ledger; what few need is hidden until asked for. */
export function ledgerColumns(context: Context): DataColumn<Api<"Alert">>[] {
  const { texts, risk, labelOf, week } = context;
  const { columns, help } = texts;
  return [
    {
      key: "name",
      title: columns.name,
      width: 224,
      fixed: true,
      sort: "name",
      render: (row) => (
        <Link to={employerAddress(row, week)} title={row.name}>
          {row.name}
        </Link>
      ),
    },
    { key: "level", title: columns.level, help: help.level, width: 58, align: "center", sort: "level", render: (row) => <LevelMark level={row.level} /> },
    {
      key: "score",
      title: columns.score,
      help: help.score,
      width: 60,
      align: "right",
      sort: "score",
      render: (row) => <Link to={employerAddress(row, week, "evidence")}>{formatScore(row.score)}</Link>,
    },
    { key: "types", title: columns.types, width: 220, render: (row) => <RiskTypes types={row.types} main={row.main_type} short /> },
    { key: "status", title: columns.status, help: help.status, width: 84, render: (row) => <StatusTag status={row.status} /> },
    { key: "change", title: columns.change, help: help.change, width: 66, render: (row) => <ChangeTag change={row.change} /> },
    { key: "district", title: columns.district, width: 68, render: (row) => labelOf("district", row.district_code) },
    {
      key: "staff",
      title: columns.staff,
      help: help.staff,
      width: 82,
      align: "right",
      sort: "staff_count",
      sum: staffSum(context),
      render: (row) => <Measure state={row.staff_count === null ? "not_observed" : "observed"} value={row.staff_count} />,
    },
    { key: "industry", title: columns.industry, width: 92, render: (row) => <OneLine>{labelOf("industry", industrySection(row.industry_code))}</OneLine> },
    { key: "first_seen", title: columns.firstSeen, help: help.firstSeen, width: 92, sort: "first_seen", hidden: true, render: (row) => <span className="mono">{row.first_seen ?? NOTHING}</span> },
    { key: "uscc", title: columns.uscc, width: 170, render: (row) => <Code>{row.uscc}</Code> },
    {
      key: "keys",
      title: columns.keys,
      help: help.keys,
      width: 190,
      hidden: true,
      render: (row) => row.key_classes.map((each) => risk.sourceClass[each]).join("、") || NOTHING,
    },
    { key: "rumour", title: columns.rumour, help: help.rumour, width: 130, hidden: true, render: (row) => risk.rumour[row.rumour_state] },
    { key: "previous", title: columns.previous, width: 84, align: "center", hidden: true, render: (row) => (row.previous_level === null ? NOTHING : <LevelMark level={row.previous_level} />) },
    { key: "summary", title: columns.summary, width: 320, hidden: true, render: (row) => <OneLine>{row.summary ?? NOTHING}</OneLine> },
  ];
}
