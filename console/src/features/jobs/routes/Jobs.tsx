import "@/features/jobs/jobs.css";
import { Alert, Button, Tabs } from "antd";
import { useState } from "react";
import { askJob, type Job } from "@/features/jobs/api/jobs";
import { JobList } from "@/features/jobs/components/JobList";
import { ScheduleList } from "@/features/jobs/components/ScheduleList";
import { SourceHealth } from "@/features/jobs/components/SourceHealth";
import { jobTexts } from "@/features/jobs/texts";
import { ErrorNote } from "@/components/Note";
import { PageHead } from "@/components/PageHead";
import { number, text, useView } from "@/lib/address";
import type { ProblemError } from "@/lib/api/problem";
import { useGet } from "@/lib/api/useGet";
import { useTexts } from "@/lib/i18n/language";
import { useMay } from "@/lib/session";

const shape = { tab: text("schedules"), state: text("all"), page: number(1), size: number(20) };

/** When what is collected and computed, how the jobs go, and whether the sources are well. */
export function Jobs() {
  const texts = useTexts(jobTexts);
  const [view, change] = useView(shape);
  const mayAct = useMay("runs.start");
  const maySources = useMay("sources.read");
  const [told, setTold] = useState("");
  const [refused, setRefused] = useState<ProblemError | null>(null);
  const { data: standing, mutate } = useGet("/api/v1/jobs/standing", {}, { refreshInterval: () => 5_000 });
  const ask = (kind: Job["kind"], target = "") => {
    setRefused(null);
    askJob(kind, target)
      .then((made) => {
        setTold(texts.asked(made.length));
        if (made.length > 0) change({ tab: "jobs", state: "all", page: 1 });
      })
      .catch((problem: ProblemError) => setRefused(problem))
      .finally(() => void mutate());
  };
  const items = [
    { key: "schedules", label: texts.tabs.schedules, children: <ScheduleList /> },
    { key: "jobs", label: texts.tabs.jobs, children: <JobList state={view.state} page={view.page} size={view.size} change={change} /> },
    ...(maySources ? [{ key: "sources", label: texts.tabs.sources, children: <SourceHealth /> }] : []),
  ];
  const actions = mayAct && (
    <>
      <Button onClick={() => ask("collect", "due")}>{texts.collectDue}</Button>
      <Button type="primary" onClick={() => ask("main")}>
        {texts.mainJob}
      </Button>
    </>
  );
  return (
    <>
      <PageHead title={texts.title} note={standing ? texts.standing(standing.running, standing.concurrency, standing.waiting) : texts.note} actions={actions} />
      {refused && <ErrorNote error={refused} />}
      {told && <Alert className="jobs-note" type="info" showIcon title={told} closable={{ onClose: () => setTold("") }} />}
      {standing && !standing.has_worker && <Alert className="jobs-note" type="warning" showIcon title={texts.noWorker} description={texts.noWorkerHint} />}
      {standing?.shortage && <Alert className="jobs-note" type="warning" showIcon title={texts.shortage} description={standing.shortage} />}
      {standing?.clock_stands && <p className="quiet jobs-note">{texts.clockStands}</p>}
      <Tabs activeKey={view.tab} onChange={(tab) => change({ tab })} items={items} destroyOnHidden />
    </>
  );
}
