import "./reports.css";
import { FileExcelOutlined, FilePdfOutlined, FileWordOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState, type ReactNode } from "react";
import { issueWeekly } from "@/features/reports/api/issue";
import { reportTexts } from "@/features/reports/texts";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { PageHead } from "@/components/PageHead";
import { WeekSelect } from "@/components/WeekSelect";
import type { Api } from "@/lib/api/client";
import type { ProblemError } from "@/lib/api/problem";
import { useGet } from "@/lib/api/useGet";
import { formatBytes, formatMoment } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";
import { useMay } from "@/lib/session";

const ICONS: Record<string, ReactNode> = { docx: <FileWordOutlined />, pdf: <FilePdfOutlined />, xlsx: <FileExcelOutlined /> };

/** The report centre: what was issued, and issuing the report of a week. */
export function Reports() {
  const texts = useTexts(reportTexts);
  const mayIssue = useMay("reports.issue");
  const { data = [], error, isLoading, mutate } = useGet("/api/v1/reports", {});
  const { columns: words } = texts;
  const columns: DataColumn<Api<"Report">>[] = [
    { key: "title", title: words.title, width: 330, fixed: true, render: (report) => <b>{report.title}</b> },
    { key: "kind", title: words.kind, width: 70, render: (report) => texts.kinds[report.kind] ?? report.kind },
    { key: "week", title: words.week, width: 96, render: (report) => <span className="mono">{report.week}</span> },
    { key: "release", title: words.release, width: 110, render: (report) => texts.release(report.release) },
    { key: "at", title: words.at, width: 160, render: (report) => formatMoment(report.issued_at) },
    { key: "by", title: words.by, width: 90, render: (report) => report.issued_by },
    { key: "files", title: words.files, width: 400, render: (report) => <Files report={report} /> },
  ];
  return (
    <>
      <PageHead title={texts.title} note={texts.note} />
      {mayIssue && <Issue reports={data} done={() => void mutate()} />}
      {error ? (
        <ErrorNote error={error} retry={() => void mutate()} />
      ) : (
        <section className="panel">
          <DataTable
            plain
            id="reports"
            label={texts.title}
            columns={columns}
            rows={data}
            keyOf={(report) => String(report.id)}
            loading={isLoading}
            empty={isLoading ? null : <EmptyNote title={texts.empty}>{mayIssue ? texts.emptyHint : texts.emptyReader}</EmptyNote>}
          />
        </section>
      )}
    </>
  );
}

function Files({ report }: { report: Api<"Report"> }) {
  const texts = useTexts(reportTexts);
  return (
    <span className="row">
      {report.files.map((file) => (
        <Button
          key={file.format}
          size="small"
          icon={ICONS[file.format]}
          href={file.url}
          download
          aria-label={texts.download(report.title, texts.formats[file.format] ?? file.format)}
          title={`${texts.hash}\n${file.sha256}`}
        >
          {texts.formats[file.format]} <small className="quiet">{formatBytes(file.size)}</small>
        </Button>
      ))}
    </span>
  );
}

function Issue({ reports, done }: { reports: Api<"Report">[]; done: () => void }) {
  const texts = useTexts(reportTexts);
  const { data: weeks = [] } = useGet("/api/v1/weeks", {});
  const [chosen, choose] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ProblemError | null>(null);
  const [issued, setIssued] = useState<Api<"Report"> | null>(null);
  const week = chosen || weeks[0]?.week;
  const issue = () => {
    if (!week) return;
    setBusy(true);
    setError(null);
    setIssued(null);
    issueWeekly(week)
      .then((report) => {
        setIssued(report);
        done();
      })
      .catch((problem: ProblemError) => setError(problem))
      .finally(() => setBusy(false));
  };
  return (
    <section className="panel report-issue">
      <h2>{texts.issueTitle}</h2>
      <div className="row wrap">
        <WeekSelect week={chosen} choose={choose} />
        <Button type="primary" onClick={issue} loading={busy} disabled={!week}>
          {texts.issue}
        </Button>
        <span className="quiet" role="status">
          {busy ? texts.issuing : reports.some((report) => report.week === week) ? texts.already : texts.issueHelp}
        </span>
      </div>
      {issued && (
        <div className="row wrap report-issued" role="status">
          <span>✓ {texts.issued(issued.title)}</span>
          <Files report={issued} />
        </div>
      )}
      {error && <ErrorNote error={error} />}
    </section>
  );
}
