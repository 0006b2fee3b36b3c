import { Button, Input } from "antd";
import { useState } from "react";
import { placeOf, submitCode, type Unmapped } from "@/features/standardise/api/standardise";
import { standardiseTexts } from "@/features/standardise/texts";
import { Code } from "@/components/Code";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { OneLine } from "@/components/OneLine";
import { may } from "@/lib/access";
import type { ProblemError } from "@/lib/api/problem";
import { useForget, useGet } from "@/lib/api/useGet";
import { NOTHING } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";
import { useSession } from "@/lib/session";

const keyOf = (row: Unmapped) => `${placeOf(row)} ${row.value}`;
const percent = (score: number) => `${(score * 100).toFixed(0)}%`;

/** Values that are no codes of their list, the most frequent first, with the codes proposed for the chosen one. */
export function UnmappedList() {
  const texts = useTexts(standardiseTexts);
  const { session } = useSession();
  const maySubmit = may(session?.person, "standards.draft");
  const [chosen, setChosen] = useState("");
  const [done, setDone] = useState<number | null>(null);
  const [failed, setFailed] = useState<ProblemError | null>(null);
  const forget = useForget();
  const { data, error, isLoading, mutate } = useGet("/api/v1/standardise/unmapped", {});
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  const rows = data ?? [];
  const current = rows.find((row) => keyOf(row) === chosen) ?? rows[0];
  const submit = (row: Unmapped, code: string, note: string) => {
    setFailed(null);
    submitCode(row, code, note)
      .then((decision) => setDone(decision.number))
      .then(() => forget("/api/v1/standardise"))
      .catch((problem: ProblemError) => setFailed(problem));
  };
  const columns: DataColumn<Unmapped>[] = [
    { key: "value", title: texts.value, width: 150, fixed: true, render: (row) => <Code>{row.value}</Code> },
    { key: "item", title: texts.item, width: 260, render: (row) => <span className="mono"><OneLine>{placeOf(row)}</OneLine></span> },
    { key: "codeSet", title: texts.codeSet, width: 150, render: (row) => <OneLine>{row.code_set}</OneLine> },
    { key: "count", title: texts.count, width: 90, align: "right", render: (row) => row.count.toLocaleString() },
    { key: "proposal", title: texts.proposal, width: 190, render: (row) => <OneLine>{row.proposals[0] ? `${row.proposals[0].code} ${row.proposals[0].label}` : NOTHING}</OneLine> },
    { key: "score", title: texts.score, width: 70, align: "right", render: (row) => (row.proposals[0] ? percent(row.proposals[0].score) : NOTHING) },
    { key: "reason", title: texts.reason, width: 260, render: (row) => <OneLine>{row.proposals[0]?.reason ?? NOTHING}</OneLine> },
    { key: "state", title: texts.state, width: 84, render: (row) => row.state_label },
  ];
  return (
    <>
      {current && <Chosen key={keyOf(current)} row={current} maySubmit={maySubmit} submit={submit} />}
      {done !== null && <p role="status">{texts.submitted(done)}</p>}
      {failed && <ErrorNote error={failed} />}
      <section className="panel">
        <DataTable
          id="standardise-unmapped"
          label={texts.tabs.unmapped}
          columns={columns}
          rows={rows}
          keyOf={keyOf}
          loading={isLoading}
          onOpen={(row) => { setChosen(keyOf(row)); setDone(null); }}
          openKey={current ? keyOf(current) : null}
          empty={data && <EmptyNote title={texts.noUnmapped}>{texts.noUnmappedHint}</EmptyNote>}
        />
      </section>
    </>
  );
}

interface ChosenProps {
  row: Unmapped;
  maySubmit: boolean;
  submit: (row: Unmapped, code: string, note: string) => void;
}

function Chosen({ row, maySubmit, submit }: ChosenProps) {
  const texts = useTexts(standardiseTexts);
  const [code, setCode] = useState(row.proposals[0]?.code ?? "");
  const [note, setNote] = useState("");
  return (
    <section className="panel standardise-chosen" aria-label={texts.chosen}>
      <div className="standardise-line">
        <Code>{row.value}</Code>
        <span className="mono">{placeOf(row)}</span>
        <span className="quiet">{row.state_label} {row.code}</span>
      </div>
      <ol className="standardise-candidates" aria-label={texts.candidates}>
        {row.proposals.map((one) => (
          <li key={one.code}>
            <span className="mono">{percent(one.score)}</span>
            <Button size="small" type="link" onClick={() => setCode(one.code)}>{one.code} {one.label}</Button>
            <span className="quiet">{one.reason}</span>
          </li>
        ))}
        {!row.proposals.length && <li className="quiet">{texts.noProposal}</li>}
      </ol>
      {row.refused.length > 0 && <span className="quiet">{texts.refused} {row.refused.join(" ")}</span>}
      {maySubmit && row.state === "open" && (
        <div className="standardise-line">
          <Input size="small" aria-label={texts.code} placeholder={texts.code} value={code} onChange={(event) => setCode(event.target.value.trim())} style={{ width: 120 }} />
          <Input size="small" aria-label={texts.noteField} placeholder={texts.noteField} value={note} onChange={(event) => setNote(event.target.value)} style={{ width: 320 }} />
          <Button size="small" type="primary" disabled={!code} onClick={() => submit(row, code, note)}>{texts.submit}</Button>
        </div>
      )}
    </section>
  );
}
