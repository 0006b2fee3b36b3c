import { span, type Health } from "@/features/jobs/api/jobs";
import { jobTexts } from "@/features/jobs/texts";
import { Code } from "@/components/Code";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { useGet } from "@/lib/api/useGet";
import { formatDate, formatMoment, formatNumber } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

const LOOKS: Record<Health["state"], [sign: string, look: string]> = {
  on_time: ["✓", "tag good"],
  late: ["◷", "tag warn"],
  silent: ["…", "tag bad"],
  failed: ["✕", "tag bad"],
};

/** Every source table against what it promised, the gravest first. */
export function SourceHealth() {
  const texts = useTexts(jobTexts);
  const { source: words, help } = texts;
  const { data = [], error, isLoading, mutate } = useGet("/api/v1/sources/health", {});
  const columns: DataColumn<Health>[] = [
    { key: "table", title: words.table, width: 260, fixed: true, render: (row) => <>{row.system_label} · {row.label}<div className="quiet"><Code>{`${row.system}.${row.table}`}</Code></div></> },
    { key: "state", title: words.state, width: 130, render: (row) => <State row={row} /> },
    { key: "cycle", title: words.cycle, width: 84, render: (row) => row.cycle },
    { key: "promise", title: words.promise, width: 170, render: (row) => row.expected },
    { key: "known", title: words.known, width: 100, render: (row) => formatDate(row.last_known) },
    { key: "due", title: words.due, help: help.due, width: 100, render: (row) => formatDate(row.due) },
    { key: "late", title: words.late, width: 74, align: "right", render: (row) => (row.days_late ? <b>{row.days_late}</b> : 0) },
    { key: "rows", title: words.rows, width: 110, align: "right", render: (row) => <Rows row={row} /> },
    { key: "bounds", title: words.bounds, width: 150, align: "right", render: (row) => span(row.rows_min, row.rows_max, formatNumber) },
    { key: "usual", title: words.usual, help: help.usual, width: 140, align: "right", render: (row) => span(row.usual_min, row.usual_max, formatNumber) },
    { key: "success", title: words.success, width: 160, hidden: true, render: (row) => formatMoment(row.last_success) },
    { key: "owner", title: words.owner, width: 180, hidden: true, render: (row) => row.owner },
  ];
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  return (
    <section className="panel">
      <DataTable
        id="source-health"
        label={texts.tabs.sources}
        columns={columns}
        rows={data}
        keyOf={(row) => `${row.system}.${row.table}`}
        loading={isLoading}
        toolbar={data.length > 0 && <span className="quiet">{texts.well(data.filter((row) => row.state === "on_time").length, data.length)}</span>}
        empty={isLoading ? null : <EmptyNote title={texts.noSources}>{texts.noSourcesHint}</EmptyNote>}
      />
    </section>
  );
}

function State({ row }: { row: Health }) {
  const texts = useTexts(jobTexts);
  const [sign, look] = LOOKS[row.state];
  return (
    <>
      <span className={look}>
        {sign} {row.state_label}
      </span>
      {row.failures > 0 && <div className="quiet" title={row.failure}>{texts.failures(row.failures)}</div>}
    </>
  );
}

function Rows({ row }: { row: Health }) {
  const texts = useTexts(jobTexts);
  return (
    <>
      {formatNumber(row.last_rows)}
      {row.is_unusual && <div><span className="tag warn">! {texts.unusual}</span></div>}
    </>
  );
}
