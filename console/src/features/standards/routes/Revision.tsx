import "@/features/standards/standards.css";
import { Button } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { submitRevision, withdrawRevision } from "@/features/standards/api/revise";
import { Decide } from "@/features/standards/components/Decide";
import { EditDraft, EDITABLE } from "@/features/standards/components/EditDraft";
import { Impact } from "@/features/standards/components/Impact";
import { StateTag } from "@/features/standards/components/StateTag";
import { revisionTexts } from "@/features/standards/revisionTexts";
import { standardTexts } from "@/features/standards/texts";
import { Code } from "@/components/Code";
import { Facts } from "@/components/Facts";
import { ErrorNote, Waiting } from "@/components/Note";
import type { Api } from "@/lib/api/client";
import type { ProblemError } from "@/lib/api/problem";
import { useGet } from "@/lib/api/useGet";
import { formatBytes, formatMoment } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";
import { useMay, useSession } from "@/lib/session";

const PLACES: Record<string, string> = { data_element: "elements", code_set: "code-sets" };

/** One revision: what it would touch, who has to decide, and, once decided, its sheet and its place in the log. */
export function Revision() {
  const { revision: words } = useTexts(revisionTexts);
  const { number: text = "0" } = useParams();
  const number = Number(text);
  const { data, error, mutate } = useGet("/api/v1/standards/revisions/{number}", { path: { number } });
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  if (!data) return <Waiting height={400} />;
  const replace = (revision: Api<"Revision">) => void mutate(revision, { revalidate: false });
  return (
    <>
      <div className="row no-print standards-top">
        <Link to="/standards/revisions">← {words.back}</Link>
      </div>
      <Head of={data} replace={replace} />
      {data.problems.length > 0 && (
        <section className="standards-problems" role="alert">
          <b>{words.problems}</b>
          <ul>{data.problems.map((problem) => <li key={problem}>{problem}</li>)}</ul>
        </section>
      )}
      {data.log && <Signed of={data} log={data.log} />}
      {data.impact && <Impact of={data.impact} />}
    </>
  );
}

function Head({ of, replace }: { of: Api<"Revision">; replace: (revision: Api<"Revision">) => void }) {
  const { revision: words } = useTexts(revisionTexts);
  const { versions } = useTexts(standardTexts);
  const place = PLACES[of.kind];
  return (
    <header className="panel standards-head">
      <div className="row wrap">
        <span className="tag">{of.kind_label}</span>
        <h1>{place ? <Link to={`/standards/${place}/${of.id}`}>{of.name}</Link> : of.name}</h1>
        <Code>{of.id}</Code>
        <StateTag of={of} />
        <span className="quiet">{of.base_version ? versions.version(of.base_version) : "—"} → {versions.version(of.version ?? of.base_version + 1)}</span>
        <span className="spread" />
        <Steps of={of} replace={replace} />
      </div>
      <p>
        <b className="quiet">{words.note}</b> {of.note || words.noNote} <span className="quiet">{of.author} · {formatMoment(of.changed_at)}</span>
      </p>
      {of.decided_at && of.reviewer && (
        <p>
          <b className="quiet">{words.opinion}</b> {of.reason || "—"} <span className="quiet">{words.decided(of.reviewer, formatMoment(of.decided_at))}</span>
        </p>
      )}
    </header>
  );
}

function Steps({ of, replace }: { of: Api<"Revision">; replace: (revision: Api<"Revision">) => void }) {
  const { revision: words } = useTexts(revisionTexts);
  const { session } = useSession();
  const mayApprove = useMay("standards.approve");
  const [deciding, decide] = useState<"approve" | "refuse" | null>(null);
  const [editing, edit] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ProblemError | null>(null);
  const isMine = session?.person?.username === of.author;
  const step = (move: (number: number) => Promise<Api<"Revision">>) => {
    setBusy(true);
    setError(null);
    move(of.number)
      .then(replace)
      .catch((problem: ProblemError) => setError(problem))
      .finally(() => setBusy(false));
  };
  const isDraft = of.state === "draft" || of.state === "refused";
  return (
    <span className="row no-print">
      {error && <ErrorNote error={error} />}
      {isMine && (isDraft || of.state === "review") && <Button disabled={busy} onClick={() => step(withdrawRevision)}>{words.steps.withdraw}</Button>}
      {isMine && isDraft && EDITABLE.includes(of.kind) && <Button disabled={busy} onClick={() => edit(true)}>{words.steps.edit}</Button>}
      {editing && (
        <EditDraft
          drafted={{
            of,
            done: (revision) => {
              edit(false);
              replace(revision);
            },
          }}
          close={() => edit(false)}
        />
      )}
      {isMine && isDraft && <Button type="primary" loading={busy} disabled={of.problems.length > 0} onClick={() => step(submitRevision)}>{words.steps.submit}</Button>}
      {isMine && of.state === "review" && <span className="quiet">{words.four}</span>}
      {!isMine && mayApprove && of.state === "review" && (
        <>
          <Button danger onClick={() => decide("refuse")}>{words.steps.refuse}</Button>
          <Button type="primary" onClick={() => decide("approve")}>{words.steps.approve}</Button>
        </>
      )}
      {deciding && (
        <Decide
          step={deciding}
          number={of.number}
          close={() => decide(null)}
          done={(revision) => {
            decide(null);
            replace(revision);
          }}
        />
      )}
    </span>
  );
}

function Signed({ of, log }: { of: Api<"Revision">; log: Api<"LoggedDecision"> }) {
  const { revision: words } = useTexts(revisionTexts);
  return (
    <section className="panel" style={{ marginBottom: 10 }}>
      <div className="panel-head">
        <h2>{words.sheet} {of.sheet}</h2>
        {of.files.map((file) => (
          <a key={file.format} href={`/api/v1/standards/revisions/${of.number}/sheet/${file.format}`} download>
            {file.format === "docx" ? words.word : words.pdf} <span className="quiet">{formatBytes(file.size)}</span>
          </a>
        ))}
      </div>
      <div className="panel-body">
        <Facts
          columns={2}
          facts={[
            ...of.files.map((file): [string, React.ReactNode] => [`SHA-256 ${file.format}`, <Code key={file.format} short={24}>{file.sha256}</Code>]),
            [words.logIndex, <Link key="log" to="/catalogue/log">{log.index}</Link>],
            [words.logSize, log.size],
            [words.logRoot, <Code key="root" short={24}>{log.root}</Code>],
            [words.logSigned, formatMoment(log.signed_at)],
          ]}
        />
        <details>
          <summary>{words.logFact}</summary>
          <pre className="mono standards-proof">{log.payload}</pre>
          <p>{words.logProof}</p>
          <pre className="mono standards-proof">{log.path.join("\n") || "—"}</pre>
        </details>
      </div>
    </section>
  );
}
