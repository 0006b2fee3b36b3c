import { Button, Input, Modal, Radio, Space } from "antd";
import { useState } from "react";
import { letSchedule, setSchedule, type Schedule } from "@/features/jobs/api/jobs";
import { JobState } from "@/features/jobs/components/JobState";
import { jobTexts } from "@/features/jobs/texts";
import { Code } from "@/components/Code";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote } from "@/components/Note";
import type { ProblemError } from "@/lib/api/problem";
import { useGet } from "@/lib/api/useGet";
import { formatMoment, NOTHING } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";
import { useMay } from "@/lib/session";

/** The schedules with their next moments; who may start runs pauses and moves them here. */
export function ScheduleList() {
  const texts = useTexts(jobTexts);
  const { schedule: words, help } = texts;
  const mayAct = useMay("runs.start");
  const [changing, setChanging] = useState<Schedule | null>(null);
  const [refused, setRefused] = useState<ProblemError | null>(null);
  const { data = [], error, isLoading, mutate } = useGet("/api/v1/schedules", {}, { refreshInterval: () => 15_000 });
  const pause = (row: Schedule) => {
    setRefused(null);
    letSchedule(row.name, !row.is_paused)
      .catch((problem: ProblemError) => setRefused(problem))
      .finally(() => void mutate());
  };
  const columns: DataColumn<Schedule>[] = [
    { key: "name", title: words.name, width: 300, fixed: true, render: (row) => <>{row.label}<div className="quiet"><Code>{row.name}</Code></div></> },
    { key: "rule", title: words.rule, help: help.rule, width: 190, render: (row) => row.rule },
    { key: "next", title: words.next, width: 190, render: (row) => <Next row={row} /> },
    { key: "missed", title: words.missed, help: help.missed, width: 96, render: (row) => row.missed_label },
    { key: "origin", title: words.origin, help: help.origin, width: 100, render: (row) => <>{row.origin_label}{row.origin === "person" && <div className="quiet">{row.changed_by}</div>}</> },
    { key: "last", title: words.last, width: 150, render: (row) => (row.last_job ? <><JobState job={row.last_job} /><div className="quiet">{formatMoment(row.last_job.planned_at)}</div></> : NOTHING) },
    { key: "act", title: words.act, width: 150, render: (row) => mayAct && <Space size={6}><Button size="small" onClick={() => pause(row)}>{row.is_paused ? texts.resume : texts.pause}</Button><Button size="small" onClick={() => setChanging(row)}>{texts.change}</Button></Space> },
  ];
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  return (
    <>
      {refused && <ErrorNote error={refused} />}
      <section className="panel">
        <DataTable id="schedules" label={texts.tabs.schedules} columns={columns} rows={data} keyOf={(row) => row.name} loading={isLoading} empty={isLoading ? null : <EmptyNote title={texts.noSchedules}>{texts.noSchedulesHint}</EmptyNote>} />
      </section>
      {changing && <Change schedule={changing} close={() => setChanging(null)} saved={() => void mutate()} />}
    </>
  );
}

function Next({ row }: { row: Schedule }) {
  const texts = useTexts(jobTexts);
  if (row.is_paused) return <span className="tag">‖ {texts.schedule.paused}</span>;
  return (
    <div>
      {row.next.slice(0, 2).map((moment) => (
        <div key={moment}>{formatMoment(moment).slice(0, 16)}</div>
      ))}
      {row.trouble && row.next.length < 2 && <div className="quiet">{row.trouble}</div>}
    </div>
  );
}

function Change({ schedule, close, saved }: { schedule: Schedule; close: () => void; saved: () => void }) {
  const texts = useTexts(jobTexts);
  const [rule, setRule] = useState(schedule.rule);
  const [missed, setMissed] = useState(schedule.missed);
  const [refused, setRefused] = useState<ProblemError | null>(null);
  const save = () =>
    setSchedule(schedule.name, rule, missed)
      .then(() => {
        saved();
        close();
      })
      .catch((problem: ProblemError) => setRefused(problem));
  return (
    <Modal open title={texts.changeTitle(schedule.label)} onCancel={close} onOk={() => void save()} okText={texts.save} cancelText={texts.cancelChange} okButtonProps={{ disabled: rule.trim() === "" }}>
      <Space orientation="vertical" style={{ width: "100%" }}>
        <Input aria-label={texts.ruleLabel} value={rule} maxLength={60} onChange={(event) => setRule(event.target.value)} />
        <span className="quiet">{texts.ruleHint}</span>
        <Radio.Group
          aria-label={texts.schedule.missed}
          value={missed}
          onChange={(event) => setMissed(event.target.value as Schedule["missed"])}
          options={(["once", "skip"] as const).map((value) => ({ value, label: `${texts.schedule.missed}${texts.missedChoices[value]}` }))}
        />
        {refused && <ErrorNote error={refused} />}
      </Space>
    </Modal>
  );
}
