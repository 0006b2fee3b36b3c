import { Button, Input, Segmented, Select } from "antd";
import { useState } from "react";
import { decide, type Item } from "@/features/harvest/api/harvest";
import { harvestTexts } from "@/features/harvest/texts";
import { Code } from "@/components/Code";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { OneLine } from "@/components/OneLine";
import { may } from "@/lib/access";
import type { ProblemError } from "@/lib/api/problem";
import { useForget, useGet } from "@/lib/api/useGet";
import { NOTHING } from "@/lib/format";
import { useHotkeys } from "@/lib/hotkeys";
import { useTexts } from "@/lib/i18n/language";
import { useSession } from "@/lib/session";

interface Props {
  system: string;
  state: string;
  q: string;
  page: number;
  size: number;
  change: (view: { system?: string; state?: string; q?: string; page?: number; size?: number }) => void;
}

const percent = (score: number) => `${(score * 100).toFixed(0)}%`;

/** Items with the elements proposed for them, likeliest first; accepted and refused by key. */
export function ProposalList({ system, state, q, page, size, change }: Props) {
  const texts = useTexts(harvestTexts);
  const { session } = useSession();
  const mayDecide = may(session?.person, "catalogue.submit");
  const [chosen, setChosen] = useState<number | null>(null);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<ProblemError | null>(null);
  const forget = useForget();
  const { data: systems } = useGet("/api/v1/harvest/systems", {});
  const shown = state === "accepted" || state === "none" ? state : "open";
  const { data, error, isLoading, mutate } = useGet("/api/v1/harvest/proposals", { query: { system, state: shown, q, page, size } });
  const rows = data?.rows ?? [];
  const labelOf = (name: string) => systems?.find((one) => one.system === name)?.label ?? name;
  const current = rows.find((row) => row.id === chosen) ?? rows[0];
  const act = (action: "accept" | "refuse", element = "") => {
    if (!current || busy || !mayDecide) return;
    setBusy(true);
    setFailed(null);
    const next = rows[rows.indexOf(current) + 1];
    decide(current.id, action, element)
      .then(() => setChosen(action === "accept" ? (next?.id ?? null) : current.id))
      .then(() => forget("/api/v1/harvest"))
      .then(() => mutate())
      .catch((problem: ProblemError) => setFailed(problem))
      .finally(() => setBusy(false));
  };
  useHotkeys({ y: () => act("accept"), n: () => act("refuse") });
  const words = texts.columns;
  const columns: DataColumn<Item>[] = [
    { key: "place", title: words.place, width: 230, fixed: true, render: (row) => <span className="mono"><OneLine>{`${row.table}.${row.column}`}</OneLine></span> },
    { key: "label", title: words.label, width: 160, render: (row) => <OneLine>{row.label || NOTHING}</OneLine> },
    { key: "element", title: words.element, width: 130, render: (row) => <Code>{row.element || row.proposals[0]?.element || NOTHING}</Code> },
    { key: "name", title: words.name, width: 160, render: (row) => <OneLine>{row.proposals.find((one) => !row.element || one.element === row.element)?.name ?? NOTHING}</OneLine> },
    { key: "score", title: words.score, width: 80, align: "right", render: (row) => percent(row.score) },
    { key: "reason", title: words.reason, width: 320, render: (row) => <OneLine>{row.proposals[0]?.reason ?? NOTHING}</OneLine> },
    { key: "system", title: words.system, width: 140, render: (row) => <OneLine>{labelOf(row.system)}</OneLine> },
  ];
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  const toolbar = (
    <>
      <Select
        aria-label={texts.system}
        value={system}
        style={{ width: 260 }}
        onChange={(value) => change({ system: value, page: 1 })}
        options={[{ value: "", label: texts.allSystems }, ...(systems ?? []).map((one) => ({ value: one.system, label: `${one.label}（${one.open}）` }))]}
      />
      <Segmented value={shown} onChange={(value) => change({ state: value, page: 1 })} options={["open", "accepted", "none"].map((value) => ({ value, label: texts.states[value] }))} />
      <Input.Search data-search allowClear defaultValue={q} placeholder={texts.search} onSearch={(word) => change({ q: word.trim(), page: 1 })} style={{ width: 260 }} />
    </>
  );
  return (
    <>
      {current && (
        <section className="panel harvest-chosen" aria-label={texts.chosen}>
          <div className="harvest-line">
            <Code>{`${current.system}.${current.table}.${current.column}`}</Code>
            <b>{current.label}</b>
            <span className="quiet">{texts.states[current.state]}</span>
            <span className="spread" />
            {mayDecide && (
              <>
                <Button type="primary" disabled={busy || !current.proposals.length} onClick={() => act("accept")}>{texts.accept}</Button>
                <Button disabled={busy || !(current.proposals.length || current.element)} onClick={() => act("refuse")}>{texts.refuse}</Button>
              </>
            )}
          </div>
          <ol className="harvest-candidates" aria-label={texts.candidates}>
            {current.proposals.map((one) => (
              <li key={one.element}>
                <span className="mono">{percent(one.score)}</span>
                <Code>{one.element}</Code>
                <span>{one.name}</span>
                <span className="quiet">{one.reason}</span>
                <span className="spread" />
                {mayDecide && current.element !== one.element && <Button size="small" type="link" disabled={busy} onClick={() => act("accept", one.element)}>{texts.acceptThis}</Button>}
                {current.element === one.element && <span className="quiet">{texts.bound}</span>}
              </li>
            ))}
          </ol>
          {current.refused.length > 0 && <span className="quiet">{texts.refused} {current.refused.join(" ")}</span>}
          {failed && <ErrorNote error={failed} />}
          <span className="quiet">{texts.keys}</span>
        </section>
      )}
      <section className="panel">
        <DataTable
          id="harvest-proposals"
          label={texts.tabs.proposals}
          columns={columns}
          rows={rows}
          keyOf={(row) => String(row.id)}
          loading={isLoading}
          onOpen={(row) => setChosen(row.id)}
          openKey={current ? String(current.id) : null}
          empty={data && <EmptyNote title={texts.noProposals}>{texts.noProposalsHint}</EmptyNote>}
          paging={data && { page, size, total: data.total, go: (to, many) => change({ page: to, size: many }) }}
          toolbar={toolbar}
        />
      </section>
    </>
  );
}
