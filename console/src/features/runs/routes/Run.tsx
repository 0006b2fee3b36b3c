import "./run.css";
import { useEffect, useState } from "react";
import { Link, useParams } from "react-router";
import { pulse, stepPercent, stepSeconds } from "@/features/runs/api/start";
import { RunState } from "@/features/runs/components/RunState";
import { runTexts } from "@/features/runs/texts";
import { Code } from "@/components/Code";
import { EmptyNote, ErrorNote, Waiting } from "@/components/Note";
import { PageHead } from "@/components/PageHead";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { formatDuration, formatMoment, formatNumber } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

/** One run: its steps as they go, and what was out of the ordinary. */
export function Run() {
  const texts = useTexts(runTexts);
  const { runId = "" } = useParams();
  const { data, error, mutate } = useGet("/api/v1/runs/{run_id}", { path: { run_id: Number(runId) } }, { refreshInterval: (run) => pulse([run?.state]) });
  if (error && !data) return <ErrorNote error={error} retry={() => void mutate()} />;
  if (!data) return <Waiting height={300} />;
  return (
    <>
      <p className="no-print" style={{ marginBottom: 6 }}>
        <Link to="/runs">← {texts.back}</Link>
      </p>
      <PageHead
        title={texts.run(data.id)}
        note={
          <>
            <RunState run={data} /> {formatMoment(data.started_at)} · {formatDuration(data.seconds)}
            {data.started_by && ` · ${data.started_by}`}
            {data.state === "running" && ` · ${texts.live}`}
          </>
        }
        actions={
          <>
            {data.release !== null && <Link to="/ledger">{texts.toLedger} →</Link>}
            <Link to="/set-aside">{texts.toSetAside} →</Link>
          </>
        }
      />
      {data.message && <p className="run-message">{data.message}</p>}
      <Steps steps={data.steps} running={data.state === "running"} />
      <h2 className="run-incidents-head">{texts.incidents(data.incidents.length)}</h2>
      <Incidents incidents={data.incidents} running={data.state === "running"} />
    </>
  );
}

/** The time, again every second while something runs. */
function useNow(running: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!running) return undefined;
    const timer = window.setInterval(() => setNow(Date.now()), 1000);
    return () => window.clearInterval(timer);
  }, [running]);
  return now;
}

function Steps({ steps, running }: { steps: Api<"RunStep">[]; running: boolean }) {
  const now = useNow(running);
  return (
    <ol className="panel run-steps">
      {steps.map((step) => (
        <Step key={step.name} step={step} now={now} />
      ))}
    </ol>
  );
}

function Step({ step, now }: { step: Api<"RunStep">; now: number }) {
  const texts = useTexts(runTexts);
  const percent = stepPercent(step);
  const signs: Record<string, string> = { waiting: "○", running: "▶", done: "✓", failed: "✕", skipped: "—" };
  return (
    <li className={`run-step run-step-${step.state}`}>
      <span className="run-step-sign" aria-hidden>
        {signs[step.state]}
      </span>
      <div className="run-step-name">
        <b>{step.label}</b>
        <small className="quiet">{texts.stepStates[step.state]}</small>
      </div>
      <div className="run-step-bar" role="progressbar" aria-label={step.label} aria-valuenow={percent ?? undefined} aria-valuemin={0} aria-valuemax={100}>
        <span className={percent === null ? "unknown" : undefined} style={{ width: `${percent ?? 30}%` }} />
      </div>
      <span className="number quiet nowrap">
        {step.total > 0 ? texts.of(formatNumber(step.done), formatNumber(step.total), step.unit) : step.done > 0 ? `${formatNumber(step.done)} ${step.unit}` : ""}
      </span>
      <span className="number nowrap">{step.rows === null ? "" : `${formatNumber(step.rows)} ${texts.rows}`}</span>
      <span className="number quiet nowrap">{step.started_at ? formatDuration(stepSeconds(step, now)) : ""}</span>
      <span className="run-step-current quiet" title={step.message || step.current}>
        {step.state === "running" ? step.current : step.message}
      </span>
    </li>
  );
}

function Incidents({ incidents, running }: { incidents: Api<"Incident">[]; running: boolean }) {
  const texts = useTexts(runTexts);
  if (incidents.length === 0) return running ? null : <EmptyNote title={texts.noIncidents}>{texts.noIncidentsHint}</EmptyNote>;
  return (
    <ul className="panel run-incidents">
      {incidents.map((incident) => (
        <li key={incident.id}>
          <span className={incident.severity === "error" ? "tag bad" : "tag warn"}>{texts.severity[incident.severity]}</span>
          <div>
            <p>
              <b>{incident.subject}</b> {incident.message}
            </p>
            <p className="quiet">
              {texts.advice}：{incident.hint}
            </p>
          </div>
          <span className="quiet nowrap">
            <Code>{incident.code}</Code> {formatMoment(incident.happened_at).slice(11)}
          </span>
        </li>
      ))}
    </ul>
  );
}
