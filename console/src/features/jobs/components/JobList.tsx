import { Button, Progress, Segmented } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { cancelJob, mayCancel, mayRetry, percent, pulse, retryJob, type Job } from "@/features/jobs/api/jobs";
import { JobState } from "@/features/jobs/components/JobState";
import { jobTexts } from "@/features/jobs/texts";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote } from "@/components/Note";
import type { ProblemError } from "@/lib/api/problem";
import { useGet } from "@/lib/api/useGet";
import { formatDuration, formatMoment, formatNumber, NOTHING } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";
import { useMay } from "@/lib/session";

interface Props {
  state: string;
  page: number;
  size: number;
  change: (to: { state?: string; page?: number; size?: number }) => void;
}

/** The jobs, newest first, with what each waits for or how it ended. */
export function JobList({ state, page, size, change }: Props) {
  const texts = useTexts(jobTexts);
  const words = texts.job;
  const mayAct = useMay("runs.start");
  const [refused, setRefused] = useState<ProblemError | null>(null);
  const wanted: Job["state"] | undefined = state === "failed" || state === "crashed" || state === "missed" ? state : undefined;
  const query = { page, size, open: state === "open", ...(wanted && { state: wanted }) };
  const { data, error, isLoading, mutate } = useGet("/api/v1/jobs", { query }, { refreshInterval: (found) => pulse(found?.rows.map((job) => job.state) ?? []) });
  const act = (promise: Promise<Job>) => {
    setRefused(null);
    promise.catch((problem: ProblemError) => setRefused(problem)).finally(() => void mutate());
  };
  const columns: DataColumn<Job>[] = [
    { key: "id", title: words.id, width: 62, fixed: true, align: "right", render: (job) => job.id },
    { key: "label", title: words.label, width: 250, render: (job) => <JobName job={job} /> },
    { key: "state", title: words.state, width: 126, render: (job) => <JobState job={job} /> },
    { key: "told", title: words.told, width: 380, render: (job) => <Told job={job} /> },
    { key: "planned", title: words.planned, width: 158, render: (job) => formatMoment(job.planned_at) },
    { key: "took", title: words.took, width: 92, align: "right", render: (job) => formatDuration(job.seconds) },
    { key: "rows", title: words.rows, width: 92, align: "right", hidden: true, render: (job) => formatNumber(job.rows) },
    { key: "by", title: words.by, width: 90, render: (job) => job.asked_by || (job.schedule ? texts.by : NOTHING) },
    { key: "act", title: words.act, width: 84, render: (job) => (mayAct ? <Actions job={job} act={act} /> : null) },
  ];
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  return (
    <>
      {refused && <ErrorNote error={refused} />}
      <section className="panel">
        <DataTable
          id="jobs"
          label={texts.tabs.jobs}
          columns={columns}
          rows={data?.rows ?? []}
          keyOf={(job) => String(job.id)}
          loading={isLoading}
          empty={data && <EmptyNote title={texts.noJobs}>{texts.noJobsHint}</EmptyNote>}
          paging={data && { page: data.page, size: data.size, total: data.total, go: (to, by) => change({ page: to, size: by }) }}
          toolbar={<Segmented size="small" value={state} onChange={(to) => change({ state: to, page: 1 })} options={Object.entries(texts.filter).map(([value, label]) => ({ value, label }))} />}
        />
      </section>
    </>
  );
}

function JobName({ job }: { job: Job }) {
  const texts = useTexts(jobTexts);
  return (
    <div>
      {job.label}
      {(job.attempt > 1 || job.interrupted > 0) && <div className="quiet">{texts.attempt(job.attempt, job.interrupted)}</div>}
      {job.missed_count > 0 && job.state !== "missed" && <div className="quiet">{texts.folded(job.missed_count)}</div>}
    </div>
  );
}

function Told({ job }: { job: Job }) {
  const texts = useTexts(jobTexts);
  if (job.state === "running") {
    const share = percent(job);
    return (
      <div className="job-told">
        {job.is_cancel_asked ? texts.stopping : job.current}
        {share !== null && <Progress percent={share} size="small" />}
      </div>
    );
  }
  return (
    <div className="job-told">
      {job.waits_for || job.message}
      {job.run_id !== null && (
        <>
          {" "}
          <Link to={`/runs/${job.run_id}`}>{texts.toRun(job.run_id)}</Link>
        </>
      )}
      {job.hint && (
        <div className="quiet">
          {texts.advice}：{job.hint}
        </div>
      )}
    </div>
  );
}

function Actions({ job, act }: { job: Job; act: (promise: Promise<Job>) => void }) {
  const texts = useTexts(jobTexts);
  if (mayRetry(job)) {
    return (
      <Button size="small" onClick={() => act(retryJob(job.id))}>
        {texts.retry}
      </Button>
    );
  }
  if (!mayCancel(job)) return null;
  return (
    <Button size="small" onClick={() => act(cancelJob(job.id))}>
      {texts.cancel}
    </Button>
  );
}
