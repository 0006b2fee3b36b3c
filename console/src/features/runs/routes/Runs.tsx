import { PlayCircleOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { pulse, startRun } from "@/features/runs/api/start";
import { RunState } from "@/features/runs/components/RunState";
import { runTexts } from "@/features/runs/texts";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { PageHead } from "@/components/PageHead";
import { number, useView } from "@/lib/address";
import type { Api } from "@/lib/api/client";
import type { ProblemError } from "@/lib/api/problem";
import { useGet } from "@/lib/api/useGet";
import { formatDuration, formatMoment, formatNumber, NOTHING } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";
import { useMay } from "@/lib/session";

const shape = { page: number(1), size: number(20) };

/** The runs of the main job, the latest first; the page follows one that is running. */
export function Runs() {
  const texts = useTexts(runTexts);
  const navigate = useNavigate();
  const mayStart = useMay("runs.start");
  const [view, change] = useView(shape);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<ProblemError | null>(null);
  const { data, error, isLoading, mutate } = useGet("/api/v1/runs", { query: view }, { refreshInterval: (page) => pulse(page?.rows.map((run) => run.state) ?? []) });
  const start = () => {
    setBusy(true);
    setRefused(null);
    startRun()
      .then((run) => navigate(`/runs/${run.id}`))
      .catch((problem: ProblemError) => setRefused(problem))
      .finally(() => setBusy(false));
  };
  const { columns: words } = texts;
  const columns: DataColumn<Api<"Run">>[] = [
    { key: "id", title: words.id, width: 90, fixed: true, render: (run) => <Link to={`/runs/${run.id}`}>{texts.run(run.id)}</Link> },
    { key: "state", title: words.state, width: 130, render: (run) => <RunState run={run} /> },
    { key: "incidents", title: words.incidents, width: 70, align: "right", render: (run) => (run.incident_count > 0 ? <b>{run.incident_count}</b> : 0) },
    { key: "date", title: words.date, width: 110, render: (run) => run.business_date },
    { key: "weeks", title: words.weeks, width: 70, align: "right", render: (run) => run.weeks },
    { key: "release", title: words.release, width: 90, align: "right", render: (run) => run.release ?? NOTHING },
    { key: "started", title: words.started, width: 170, render: (run) => formatMoment(run.started_at) },
    { key: "took", title: words.took, width: 100, align: "right", render: (run) => formatDuration(run.seconds) },
    { key: "memory", title: words.memory, width: 110, align: "right", render: (run) => (run.peak_memory_mb === null ? NOTHING : `${formatNumber(run.peak_memory_mb)} MB`) },
    { key: "by", title: words.by, width: 110, render: (run) => run.started_by || NOTHING },
  ];
  return (
    <>
      <PageHead
        title={texts.title}
        note={texts.note}
        actions={
          mayStart && (
            <Button type="primary" icon={<PlayCircleOutlined />} loading={busy} onClick={start}>
              {texts.start}
            </Button>
          )
        }
      />
      {refused && <ErrorNote error={refused} />}
      {error ? (
        <ErrorNote error={error} retry={() => void mutate()} />
      ) : (
        <section className="panel">
          <DataTable
            id="runs"
            label={texts.title}
            columns={columns}
            rows={data?.rows ?? []}
            keyOf={(run) => String(run.id)}
            loading={isLoading}
            onOpen={(run) => void navigate(`/runs/${run.id}`)}
            empty={data && <EmptyNote title={texts.empty}>{texts.emptyHint}</EmptyNote>}
            paging={data && { page: data.page, size: data.size, total: data.total, go: (page, size) => change({ page, size }) }}
          />
        </section>
      )}
    </>
  );
}
