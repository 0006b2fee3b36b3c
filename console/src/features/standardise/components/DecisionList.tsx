import { Button, Input, Select, Space } from "antd";
import { useState } from "react";
import { actionsOf, decide, placeOf, type Decision } from "@/features/standardise/api/standardise";
import { standardiseTexts } from "@/features/standardise/texts";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { OneLine } from "@/components/OneLine";
import { may } from "@/lib/access";
import type { ProblemError } from "@/lib/api/problem";
import { useForget, useGet } from "@/lib/api/useGet";
import { NOTHING } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";
import { useSession } from "@/lib/session";

interface Props {
  state: string;
  change: (view: { state: string }) => void;
}

/** Decisions of two persons: agreed to, refused or taken back here, each with its version and day. */
export function DecisionList({ state, change }: Props) {
  const texts = useTexts(standardiseTexts);
  const { session } = useSession();
  const person = session?.person;
  const mayDecide = may(person, "standards.approve");
  const [reason, setReason] = useState("");
  const [failed, setFailed] = useState<ProblemError | null>(null);
  const forget = useForget();
  const chosen = state === "review" || state === "in_force" || state === "refused" || state === "ended" ? state : undefined;
  const { data, error, isLoading, mutate } = useGet("/api/v1/standardise/decisions", { query: { state: chosen } });
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  const act = (row: Decision, action: "approve" | "refuse" | "end") => {
    setFailed(null);
    decide(row.number, action, reason)
      .then(() => setReason(""))
      .then(() => forget("/api/v1/standardise"))
      .then(() => forget("/api/v1/approvals"))
      .catch((problem: ProblemError) => setFailed(problem));
  };
  const buttons = (row: Decision) =>
    mayDecide &&
    actionsOf(row, person?.username ?? "").map((action) => (
      <Button key={action} size="small" type={action === "approve" ? "primary" : "default"} disabled={action !== "approve" && !reason.trim()} title={action === "approve" ? "" : texts.whyNeeded} onClick={() => act(row, action)}>
        {texts[action]}
      </Button>
    ));
  const columns: DataColumn<Decision>[] = [
    { key: "number", title: texts.number, width: 64, align: "right", fixed: true, render: (row) => row.number },
    { key: "subject", title: texts.subject, width: 190, render: (row) => <OneLine>{row.subject}</OneLine> },
    { key: "item", title: texts.item, width: 250, render: (row) => <span className="mono"><OneLine>{placeOf(row)}</OneLine></span> },
    { key: "state", title: texts.state, width: 76, render: (row) => row.state_label },
    { key: "act", title: texts.act, width: 130, render: (row) => <Space size={4}>{buttons(row)}</Space> },
    { key: "version", title: texts.version, width: 56, align: "right", render: (row) => row.version },
    { key: "since", title: texts.since, width: 100, render: (row) => row.effective_from ?? NOTHING },
    { key: "applied", title: texts.applied, width: 84, render: (row) => (row.is_pending ? texts.pending : row.applied_at ? texts.yes : NOTHING) },
    { key: "author", title: texts.author, width: 96, render: (row) => row.author },
    { key: "reviewer", title: texts.reviewer, width: 96, render: (row) => row.reviewer || NOTHING },
    { key: "why", title: texts.why, width: 220, render: (row) => <OneLine>{row.reason || row.note || NOTHING}</OneLine> },
  ];
  const toolbar = (
    <>
      <Select size="small" aria-label={texts.state} value={chosen ?? ""} style={{ width: 120 }} onChange={(value) => change({ state: value })}
        options={[{ value: "", label: texts.allStates }, ...Object.entries(texts.states).map(([value, label]) => ({ value, label }))]} />
      {mayDecide && <Input size="small" aria-label={texts.why} placeholder={texts.whyNeeded} value={reason} onChange={(event) => setReason(event.target.value)} style={{ width: 300 }} />}
    </>
  );
  return (
    <>
      {failed && <ErrorNote error={failed} />}
      <section className="panel">
        <DataTable
          id="standardise-decisions"
          label={texts.tabs.decisions}
          columns={columns}
          rows={data ?? []}
          keyOf={(row) => String(row.number)}
          loading={isLoading}
          empty={data && <EmptyNote title={texts.noDecisions}>{texts.noDecisionsHint}</EmptyNote>}
          toolbar={toolbar}
        />
      </section>
    </>
  );
}
