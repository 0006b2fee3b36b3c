import { Link } from "react-router";
import { sourceTexts } from "@/features/runs/texts";
import { Code } from "@/components/Code";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { PageHead } from "@/components/PageHead";
import { SourceClassTag } from "@/components/Tags";
import "@/components/record-table.css";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { formatDate, formatMoment, formatNumber, NOTHING } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";
import { riskTexts } from "@/lib/risk";
import { useMay } from "@/lib/session";

const LOOKS: Record<string, [sign: string, look: string]> = { on_time: ["✓", "tag good"], late: ["◷", "tag warn"], silent: ["…", "tag warn"], failed: ["✕", "tag bad"] };

function SourceState({ state, isLoaded }: { state: Api<"Source">["state"]; isLoaded: boolean }) {
  const risk = useTexts(riskTexts);
  const texts = useTexts(sourceTexts);
  if (state === null) return <span className="tag">{isLoaded ? texts.unknown : texts.structureOnly}</span>;
  const [sign, look] = LOOKS[state] ?? ["", "tag"];
  return (
    <span className={look}>
      {sign} {risk.sourceState[state]}
    </span>
  );
}

/** The source systems: who answers for each, whether it is on time, and how much came. */
export function Sources() {
  const texts = useTexts(sourceTexts);
  const maySetAside = useMay("set_aside.read");
  const { data = [], error, isLoading, mutate } = useGet("/api/v1/sources", {});
  const { columns: words, help } = texts;
  const loaded = data.filter((source) => source.tables.length > 0);
  const setAside = (source: Api<"Source">) =>
    source.tables.length === 0 ? NOTHING : source.set_aside_count > 0 && maySetAside ? <Link to={`/set-aside?source=${source.system}`}>{formatNumber(source.set_aside_count)}</Link> : formatNumber(source.set_aside_count);
  const total = (count: (source: Api<"Source">) => number) => formatNumber(data.reduce((sum, source) => sum + count(source), 0));
  const columns: DataColumn<Api<"Source">>[] = [
    { key: "label", title: words.label, width: 268, fixed: true, render: (source) => <><b>{source.label}</b> <Code>{source.system}</Code></> },
    { key: "state", title: words.state, help: help.state, width: 106, render: (source) => <SourceState state={source.state} isLoaded={source.tables.length > 0} /> },
    { key: "class", title: words.class, width: 90, render: (source) => <SourceClassTag of={source.source_class} /> },
    { key: "owner", title: words.owner, width: 190, render: (source) => source.owner },
    { key: "kind", title: words.kind, width: 90, render: (source) => texts.kinds[source.kind] ?? source.kind },
    { key: "known", title: words.known, width: 104, render: (source) => formatDate(source.last_known_at) },
    { key: "received", title: words.received, width: 160, render: (source) => formatMoment(source.last_received_at) },
    { key: "rows", title: words.rows, width: 110, align: "right", sum: total((source) => source.row_count), render: (source) => (source.tables.length ? formatNumber(source.row_count) : NOTHING) },
    { key: "set_aside", title: words.setAside, help: help.setAside, width: 80, align: "right", sum: total((source) => source.set_aside_count), render: setAside },
  ];
  return (
    <>
      <PageHead title={texts.title} note={texts.note(loaded.length, data.filter((source) => source.state === "on_time").length, data.length - loaded.length)} />
      {error ? (
        <ErrorNote error={error} retry={() => void mutate()} />
      ) : (
        <section className="panel">
          <DataTable
            id="sources"
            label={texts.title}
            columns={columns}
            rows={data}
            keyOf={(source) => source.system}
            loading={isLoading}
            sumTitle={texts.sum(data.length)}
            expandable={{ expandRowByClick: true, rowExpandable: (source) => source.tables.length > 0, expandedRowRender: (source) => <Tables source={source} /> }}
            empty={isLoading ? null : <EmptyNote title={texts.empty}>{texts.emptyHint}</EmptyNote>}
          />
        </section>
      )}
    </>
  );
}

function Tables({ source }: { source: Api<"Source"> }) {
  const { table: words } = useTexts(sourceTexts);
  return (
    <table className="record-table">
      <thead>
        <tr>
          {[words.name, words.label, words.core].map((word) => (
            <th key={word}>{word}</th>
          ))}
          <th className="number">{words.rows}</th>
          <th className="number">{words.setAside}</th>
          <th>{words.load}</th>
          <th>{words.received}</th>
        </tr>
      </thead>
      <tbody>
        {source.tables.map((table) => (
          <tr key={table.name}>
            <td>
              <Code>{table.name}</Code>
            </td>
            <td>{table.label}</td>
            <td>
              <Code>{table.core}</Code>
            </td>
            <td className="number">{formatNumber(table.row_count)}</td>
            <td className="number">{formatNumber(table.set_aside_count)}</td>
            <td>
              <Code short={20}>{table.last_load_id}</Code>
            </td>
            <td>{formatMoment(table.last_received_at)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
