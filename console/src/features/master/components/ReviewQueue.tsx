import { Button } from "antd";
import { useState } from "react";
import { judge, undo, type Subject, type Verdict } from "@/features/master/api/master";
import { Waterfall } from "@/features/master/components/Waterfall";
import { masterTexts } from "@/features/master/texts";
import { Code } from "@/components/Code";
import { EmptyNote, ErrorNote } from "@/components/Note";
import type { ProblemError } from "@/lib/api/problem";
import { useForget, useGet } from "@/lib/api/useGet";
import { useHotkeys } from "@/lib/hotkeys";
import { useTexts } from "@/lib/i18n/language";

const VERDICTS: Verdict[] = ["same", "different", "unsure"];

/** One pair after the other: the waterfall, and a word by key. What was said last can be taken back at once. */
export function ReviewQueue({ subject, page, go }: { subject: Subject; page: number; go: (page: number) => void }) {
  const texts = useTexts(masterTexts);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<ProblemError | null>(null);
  const [said, setSaid] = useState<number[]>([]);
  const forget = useForget();
  const { data, error, mutate } = useGet("/api/v1/master/{subject}/review", { path: { subject }, query: { page, size: 1 } });
  const pair = data?.rows[0];
  const act = (doing: Promise<unknown>) => {
    setBusy(true);
    setFailed(null);
    doing
      .then(() => forget("/api/v1/master"))
      .then(() => mutate())
      .catch((problem: ProblemError) => setFailed(problem))
      .finally(() => setBusy(false));
  };
  const say = (verdict: Verdict) => {
    if (!pair || busy) return;
    if (data && page >= data.total && page > 1) go(page - 1);
    act(judge(subject, pair.id, verdict).then((done) => setSaid((before) => [...before, done.judgement])));
  };
  const takeBack = () => {
    const last = said[said.length - 1];
    if (last === undefined || busy) return;
    act(undo(subject, last).then(() => setSaid((before) => before.slice(0, -1))));
  };
  useHotkeys({ y: () => say("same"), n: () => say("different"), u: () => say("unsure"), z: takeBack });
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  const back = said.length > 0 && (
    <Button onClick={takeBack} disabled={busy}>
      {texts.undoLast}
    </Button>
  );
  if (data && !pair) return <EmptyNote title={texts.done} action={back}>{texts.doneHint}</EmptyNote>;
  if (!data || !pair) return null;
  return (
    <section className="panel master-pair">
      <div className="master-head">
        <span>
          <Code>{pair.left}</Code> · <Code>{pair.right}</Code>
        </span>
        <span>
          {texts.probability} <b className="mono">{(pair.probability * 100).toFixed(1)}%</b>
        </span>
        <span>
          {texts.weight} <b className="mono">{pair.weight.toFixed(1)}</b>
        </span>
        <span className="quiet">{pair.reason}</span>
      </div>
      <Waterfall parts={pair.parts} />
      {failed && <ErrorNote error={failed} />}
      <div className="master-actions">
        {VERDICTS.map((verdict) => (
          <Button key={verdict} type={verdict === "same" ? "primary" : "default"} disabled={busy} onClick={() => say(verdict)}>
            {texts.verdicts[verdict]}
          </Button>
        ))}
        {back}
        <span className="spread" />
        <span className="quiet" role="status">{texts.position(page, data.total)}</span>
        <Button disabled={page <= 1} onClick={() => go(page - 1)}>{texts.previous}</Button>
        <Button disabled={page >= data.total} onClick={() => go(page + 1)}>{texts.next}</Button>
      </div>
      <span className="quiet">{texts.keys} · {texts.masked}</span>
    </section>
  );
}
