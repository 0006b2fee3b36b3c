import "@/features/tags/tags.css";
import { Button, Drawer, Form, Input } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { changedLimits, tryTag } from "@/features/tags/api/tags";
import { tagsTexts } from "@/features/tags/texts";
import { ErrorNote } from "@/components/Note";
import type { Api } from "@/lib/api/client";
import type { ProblemError } from "@/lib/api/problem";
import { formatNumber } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

/** What other limits would change: how many gain or lose the tag, and who; nothing is written. */
export function TagTrial({ tag, close }: { tag: Api<"TagRow">; close: () => void }) {
  const texts = useTexts(tagsTexts);
  const words = texts.try;
  const [typed, setTyped] = useState<Record<string, string>>({});
  const [found, setFound] = useState<Api<"TagTrial"> | null>(null);
  const [failed, setFailed] = useState<ProblemError | null>(null);
  const [busy, setBusy] = useState(false);
  const limits = changedLimits(tag.limits, typed);
  const isSame = Object.keys(limits).length === 0;
  const run = () => {
    setBusy(true);
    setFailed(null);
    tryTag(tag.code, limits)
      .then(setFound)
      .catch((problem: ProblemError) => setFailed(problem))
      .finally(() => setBusy(false));
  };
  const type = (name: string, value: string) => {
    setTyped((before) => ({ ...before, [name]: value }));
    setFound(null);
  };
  return (
    <Drawer open size={620} title={words.title(tag.label)} onClose={close}>
      <p className="quiet">{words.hint}</p>
      <Form layout="vertical" size="small" onFinish={run}>
        {tag.limits.map((limit) => (
          <Form.Item key={limit.name} label={limit.label} htmlFor={`limit-${limit.name}`}>
            <Input id={`limit-${limit.name}`} inputMode="decimal" style={{ width: 160 }} defaultValue={String(limit.value)} onChange={(event) => type(limit.name, event.target.value)} />
          </Form.Item>
        ))}
        <span className="row">
          <Button type="primary" htmlType="submit" disabled={isSame} loading={busy}>{words.run}</Button>
          {isSame && <span className="quiet">{words.changed}</span>}
        </span>
      </Form>
      {failed && <ErrorNote error={failed} />}
      {found && <Found found={found} />}
    </Drawer>
  );
}

function Found({ found }: { found: Api<"TagTrial"> }) {
  const words = useTexts(tagsTexts).try;
  return (
    <section aria-live="polite" data-testid="trial">
      <p className="tags-trial-found"><b>{words.found(formatNumber(found.before), formatNumber(found.after))}</b></p>
      <p className="quiet">{words.computed(found.release, found.as_of)}。{found.definition}</p>
      {found.joining + found.leaving === 0 && <p>{words.none}</p>}
      {!found.is_named && found.joining + found.leaving > 0 && <p>{words.joining(formatNumber(found.joining))}，{words.leaving(formatNumber(found.leaving))}。<span className="quiet">{words.unnamed}</span></p>}
      {found.is_named && <Names title={words.joining(formatNumber(found.joining))} total={found.joining} rows={found.joining_shown} />}
      {found.is_named && <Names title={words.leaving(formatNumber(found.leaving))} total={found.leaving} rows={found.leaving_shown} />}
    </section>
  );
}

function Names({ title, total, rows }: { title: string; total: number; rows: Api<"TagTrialEmployer">[] }) {
  const words = useTexts(tagsTexts).try;
  if (total === 0) return null;
  return (
    <>
      <h3>{title}{total > rows.length && <small className="quiet"> {words.first(rows.length)}</small>}</h3>
      <ul>
        {rows.map((row) => (
          <li key={row.uscc}><Link to={`/employers/${row.uscc}`}>{row.name}</Link> <span className="quiet">{row.reason}</span></li>
        ))}
      </ul>
    </>
  );
}
