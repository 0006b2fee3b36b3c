import { Link } from "react-router";
import { catalogueTexts, watchTexts } from "@/features/catalogue/texts";
import { Code } from "@/components/Code";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote, Waiting } from "@/components/Note";
import { OneLine } from "@/components/OneLine";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { formatMoment, formatNumber, NOTHING } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

/** How good the data behind a resource is: what arrived, what was set aside and why, which promises do not hold. */
export function Quality({ code }: { code: string }) {
  const texts = useTexts(catalogueTexts).quality;
  const { data, error, mutate } = useGet("/api/v1/catalogue/entries/{code}/quality", { path: { code } });
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  if (!data) return <Waiting />;
  const { findings } = data;
  const figures: [string, string][] = [
    [texts.rows, formatNumber(data.row_count)],
    [texts.core, formatNumber(data.core_count)],
    [texts.setAside, formatNumber(data.set_aside_count)],
    [texts.untrue, findings.checked_day ? formatNumber(findings.rows.length) : NOTHING],
  ];
  return (
    <div className="stack">
      <dl className="panel figures">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Findings findings={findings} />
      <Reasons rows={data.set_aside} />
      <Loads rows={data.loads} />
    </div>
  );
}

function Findings({ findings }: { findings: Api<"TruthFindings"> }) {
  const texts = useTexts(catalogueTexts).quality;
  const { columns: words } = useTexts(watchTexts).truth;
  const columns: DataColumn<Api<"TruthFindingRow">>[] = [
    { key: "aspect", title: words.aspect, width: 90, fixed: true, render: (row) => <span className="tag bad">{row.aspect_label}</span> },
    { key: "promise", title: words.promise, width: 260, render: (row) => row.promise },
    { key: "fact", title: words.fact, width: 420, render: (row) => row.fact },
    { key: "since", title: words.since, width: 100, render: (row) => row.since },
  ];
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>{texts.findings}</h2>
        <span className="quiet">{findings.checked_day ? texts.checked(findings.checked_day) : texts.unchecked}</span>
      </div>
      <DataTable plain id="entry-findings" label={texts.findings} columns={columns} rows={findings.rows} keyOf={(row) => `${row.aspect}/${row.promise}`} empty={<span className="quiet">{findings.checked_day ? texts.noFindings : texts.unchecked}</span>} />
    </section>
  );
}

function Reasons({ rows }: { rows: Api<"SetAsideReason">[] }) {
  const texts = useTexts(catalogueTexts).quality;
  const { reasonColumns: words } = texts;
  const columns: DataColumn<Api<"SetAsideReason">>[] = [
    { key: "column", title: words.column, width: 150, fixed: true, render: (row) => (row.column ? <Code>{row.column}</Code> : NOTHING) },
    { key: "reason", title: words.reason, width: 420, render: (row) => <OneLine>{row.reason}</OneLine> },
    { key: "drops", title: words.drops, width: 140, render: (row) => (row.drops_row ? texts.drops : texts.keeps) },
    { key: "count", title: words.count, width: 90, align: "right", render: (row) => formatNumber(row.count) },
  ];
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>{texts.reasons}</h2>
        {rows.length > 0 && <Link to="/set-aside">{texts.toSetAside}</Link>}
      </div>
      <DataTable plain id="entry-reasons" label={texts.reasons} columns={columns} rows={rows} keyOf={(row) => `${row.column}/${row.reason_code}/${row.drops_row}`} empty={<span className="quiet">{texts.noReasons}</span>} />
    </section>
  );
}

function Loads({ rows }: { rows: Api<"EntryLoad">[] }) {
  const texts = useTexts(catalogueTexts).quality;
  const { loadColumns: words } = texts;
  const columns: DataColumn<Api<"EntryLoad">>[] = [
    { key: "load", title: words.load, width: 300, fixed: true, render: (row) => <Code>{row.load_id}</Code> },
    { key: "file", title: words.file, width: 180, render: (row) => <OneLine>{row.file_name || NOTHING}</OneLine> },
    { key: "started", title: words.started, width: 160, render: (row) => formatMoment(row.started) },
    { key: "rows", title: words.rows, width: 90, align: "right", render: (row) => formatNumber(row.row_count) },
    { key: "core", title: words.core, width: 90, align: "right", render: (row) => formatNumber(row.core_count) },
    { key: "aside", title: words.aside, width: 80, align: "right", render: (row) => formatNumber(row.set_aside_count) },
    { key: "state", title: words.state, width: 110, render: (row) => row.state_label },
  ];
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>{texts.loads}</h2>
      </div>
      <DataTable plain id="entry-loads" label={texts.loads} columns={columns} rows={rows} keyOf={(row) => row.load_id} empty={<EmptyNote title={texts.noLoads} />} />
    </section>
  );
}
