import { Link, useNavigate } from "react-router";
import { qualityTexts } from "@/features/quality/texts";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { OneLine } from "@/components/OneLine";
import { PageHead } from "@/components/PageHead";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { formatMoment, formatNumber } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

/** The rework desk: every order with its clock. */
export function Rework() {
  const texts = useTexts(qualityTexts);
  const words = texts.rework;
  const navigate = useNavigate();
  const { data = [], error, isLoading, mutate } = useGet("/api/v1/quality/rework", { query: {} });
  const address = (row: Api<"ReworkOrder">) => `/quality/rework/${row.number}`;
  const columns: DataColumn<Api<"ReworkOrder">>[] = [
    { key: "number", title: words.title, width: 110, fixed: true, render: (row) => <Link to={address(row)}>{words.order(row.number)}</Link> },
    { key: "owner", title: words.owner, width: 190, render: (row) => <OneLine>{row.owner}</OneLine> },
    { key: "rule", title: texts.rule, width: 280, render: (row) => <OneLine>{row.rule_label}</OneLine> },
    { key: "state", title: words.state, width: 90, render: (row) => <span className={row.state === "closed" ? "tag good" : "tag warn"}>{row.state_label}</span> },
    { key: "due", title: words.due, width: 180, render: (row) => <span className={row.is_late ? "tag bad" : undefined}>{row.state === "closed" ? row.due : `${row.due} ${words.left(row.days_left)}`}</span> },
    { key: "rows", title: words.rows, width: 80, align: "right", render: (row) => formatNumber(row.row_count) },
    { key: "settled", title: words.settled, width: 80, align: "right", render: (row) => formatNumber(row.settled_count) },
    { key: "checked", title: words.checked, width: 150, render: (row) => (row.checked_at ? formatMoment(row.checked_at) : "") },
  ];
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  return (
    <>
      <PageHead title={words.title} note={words.note} />
      <section className="panel">
        <DataTable id="quality-rework" label={words.title} columns={columns} rows={data} keyOf={(row) => String(row.number)} loading={isLoading} onOpen={(row) => void navigate(address(row))} empty={isLoading ? null : <EmptyNote title={words.empty}>{words.emptyHint}</EmptyNote>} />
      </section>
    </>
  );
}
