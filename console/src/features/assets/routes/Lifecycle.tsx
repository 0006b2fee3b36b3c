import { Button } from "antd";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { RequestForm } from "@/features/assets/components/RequestForm";
import { assetsTexts } from "@/features/assets/texts";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { OneLine } from "@/components/OneLine";
import { PageHead } from "@/components/PageHead";
import { may } from "@/lib/access";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { formatNumber } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";
import { useSession } from "@/lib/session";

/** What is due by its law, and every destruction with its clock. */
export function Lifecycle() {
  const words = useTexts(assetsTexts).life;
  const navigate = useNavigate();
  const { session } = useSession();
  const [asking, ask] = useState(false);
  const { data, error, isLoading, mutate } = useGet("/api/v1/assets/lifecycle", {});
  const address = (row: Api<"DestructionRow">) => `/assets/lifecycle/${row.number}`;
  const retention: DataColumn<Api<"RetentionRow">>[] = [
    { key: "system", title: words.system, width: 170, fixed: true, render: (row) => <OneLine>{row.label}</OneLine> },
    { key: "class", title: words.class, width: 170, render: (row) => <OneLine>{row.class_label}</OneLine> },
    { key: "years", title: words.years, width: 80, align: "right", render: (row) => words.yearsOf(row.years) },
    { key: "loads", title: words.loads, width: 80, align: "right", render: (row) => formatNumber(row.loads) },
    { key: "rows", title: words.rows, width: 110, align: "right", render: (row) => formatNumber(row.rows) },
    { key: "due", title: words.dueLoads, width: 80, align: "right", render: (row) => <span className={row.due_loads ? "tag bad" : undefined}>{formatNumber(row.due_loads)}</span> },
    { key: "next", title: words.next, width: 110, render: (row) => row.next_due },
    { key: "action", title: words.action, width: 130, render: (row) => row.action_label },
    { key: "basis", title: words.basis, width: 380, render: (row) => <OneLine>{[row.agreement, row.basis, row.confidence === "memory" ? words.memory : ""].filter(Boolean).join("；")}</OneLine> },
  ];
  const destructions: DataColumn<Api<"DestructionRow">>[] = [
    { key: "number", title: words.destructions, width: 100, fixed: true, render: (row) => <Link to={address(row)}>{words.number(row.number)}</Link> },
    { key: "system", title: words.system, width: 180, render: (row) => <OneLine>{row.label}</OneLine> },
    { key: "before", title: words.before, width: 130, render: (row) => (row.before ? words.beforeDay(row.before) : words.all) },
    { key: "state", title: words.state, width: 90, render: (row) => <span className={row.state === "done" ? "tag good" : row.state === "refused" ? "tag" : "tag warn"}>{row.state_label}</span> },
    { key: "due", title: words.term, width: 150, render: (row) => <span className={row.is_overdue ? "tag bad" : undefined}>{row.is_overdue ? `${row.due} ${words.overdue}` : row.due}</span> },
    { key: "basis", title: words.basis, width: 280, render: (row) => <OneLine>{row.basis}</OneLine> },
    { key: "author", title: words.author, width: 100, render: (row) => row.author },
    { key: "reviewer", title: words.reviewer, width: 100, render: (row) => row.reviewer },
  ];
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  return (
    <>
      <PageHead title={words.title} note={words.note} actions={may(session?.person, "assets.manage") && <Button size="small" type="primary" onClick={() => ask(true)}>{words.request}</Button>} />
      <div className="stack">
      <section className="panel">
        <div className="panel-head"><h2>{words.destructions}</h2></div>
        <DataTable id="asset-destructions" label={words.destructions} columns={destructions} rows={data?.destructions ?? []} keyOf={(row) => String(row.number)} loading={isLoading} onOpen={(row) => void navigate(address(row))} plain empty={isLoading ? null : <EmptyNote title={words.none}>{words.noneHint}</EmptyNote>} />
      </section>
      <section className="panel">
        <div className="panel-head"><h2>{words.due}</h2></div>
        <DataTable id="asset-retention" label={words.due} columns={retention} rows={data?.retention ?? []} keyOf={(row) => `${row.system}/${row.class_id}`} loading={isLoading} plain empty={null} />
      </section>
      </div>
      {asking && <RequestForm systems={data?.systems ?? []} close={() => ask(false)} made={(made) => void navigate(`/assets/lifecycle/${made.number}`)} />}
    </>
  );
}
