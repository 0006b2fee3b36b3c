import { Button, Input } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import type { Waiting as WaitingDecision } from "@/features/approvals/api/approvals";
import { approvalTexts } from "@/features/approvals/texts";
import { Code } from "@/components/Code";
import { Difference } from "@/components/Difference";
import { Facts } from "@/components/Facts";
import { ErrorNote, Waiting } from "@/components/Note";
import type { ProblemError } from "@/lib/api/problem";
import { useGet } from "@/lib/api/useGet";
import { formatMoment } from "@/lib/format";
import { useHotkeys } from "@/lib/hotkeys";
import { useTexts } from "@/lib/i18n/language";

interface Props {
  decision: WaitingDecision;
  busy: boolean;
  failed: ProblemError | null;
  approve: () => void;
  refuse: (reason: string) => void;
}

/** One decision on one screen: facts, differences, what to look out for; a approves, r asks for the reason. */
export function Dossier({ decision, busy, failed, approve, refuse }: Props) {
  const texts = useTexts(approvalTexts);
  const { kind, number } = decision;
  const [reason, setReason] = useState<string | null>(null);
  const { data, error, mutate } = useGet("/api/v1/approvals/{kind}/{number}", { path: { kind, number } }, { keepPreviousData: false });
  useHotkeys({ a: approve, r: (event) => (event.preventDefault(), setReason("")) }, !decision.is_own && !busy);
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  if (!data) return <Waiting />;
  return (
    <div className="dossier" data-testid="dossier">
      <div className="row wrap">
        <span className="tag">{decision.kind_label}</span>
        <Code>{data.code}</Code>
        <span className="quiet">{data.author}</span>
        <span className="quiet">{formatMoment(data.submitted_at)}</span>
        {data.link && <Link to={data.link}>{texts.full}</Link>}
      </div>
      {decision.is_own ? (
        <p className="dossier-warnings">{texts.ownHint}</p>
      ) : (
        <div className="dossier-actions">
          <Button type="primary" loading={busy} onClick={approve}>{texts.approve}</Button>
          <Button loading={busy} onClick={() => setReason(reason === null ? "" : null)}>{texts.refuse}</Button>
          <span className="quiet">{texts.keys}</span>
        </div>
      )}
      {reason !== null && (
        <div className="dossier-refusal">
          <Input.TextArea autoFocus rows={3} maxLength={500} aria-label={texts.reason} placeholder={texts.reason} value={reason} onChange={(event) => setReason(event.target.value)} />
          <Button danger disabled={!reason.trim()} loading={busy} style={{ alignSelf: "flex-start" }} onClick={() => refuse(reason)}>{texts.refuse}</Button>
        </div>
      )}
      {failed && <ErrorNote error={failed} />}
      {data.warnings.length > 0 && (
        <div className="dossier-warnings">
          <b>{texts.warnings}</b>
          <ul>{data.warnings.map((each) => <li key={each}>{each}</li>)}</ul>
        </div>
      )}
      <h2>{`${texts.changes} ${data.changes.length}`}</h2>
      {data.changes.length > 0 ? <Difference changes={data.changes} words={texts.words} /> : <p className="quiet">{texts.noChanges}</p>}
      <h2>{texts.facts}</h2>
      <Facts facts={data.facts.map((fact) => [fact.name, fact.value])} />
    </div>
  );
}
