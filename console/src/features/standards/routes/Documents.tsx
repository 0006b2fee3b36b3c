import "@/features/standards/standards.css";
import { Link } from "react-router";
import { standardTexts } from "@/features/standards/texts";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { ErrorNote, Waiting } from "@/components/Note";
import { PageHead } from "@/components/PageHead";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { formatPercent } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

/** The nine documents with the share of their clauses that the platform enforces, and every clause that it does not. */
export function Documents() {
  const { documents: words } = useTexts(standardTexts);
  const { data, error, mutate } = useGet("/api/v1/standards/documents", {});
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  if (!data) return <Waiting height={400} />;
  const columns: DataColumn<Api<"DocumentRow">>[] = [
    { key: "title", title: words.document, width: 430, fixed: true, render: (row) => <Link to={`/standards/documents/${row.id}`}>{row.title}</Link> },
    { key: "version", title: words.version, width: 70, render: (row) => row.version },
    { key: "clauses", title: words.clauses, width: 70, align: "right", sum: data.clauses, render: (row) => row.clauses },
    { key: "share", title: words.share, width: 300, sum: formatPercent(data.share), render: (row) => <Share of={row} /> },
  ];
  const idle: DataColumn<Api<"IdleClause">>[] = [
    { key: "document", title: words.document, width: 230, fixed: true, render: (row) => <Link to={`/standards/documents/${row.document}#c${row.number}`}>{row.title}</Link> },
    { key: "number", title: words.clause, width: 60, render: (row) => row.number },
    { key: "text", title: words.text, width: 460, render: (row) => <span className="standards-text">{row.text}</span> },
    { key: "why", title: words.why, width: 420, render: (row) => <span className={row.broken ? "tag bad" : undefined}>{row.why}</span> },
  ];
  return (
    <>
      <PageHead title={words.title} note={words.note(data.day)} />
      <section className="panel standards-figure" aria-label={words.figure}>
        <b>{formatPercent(data.share)}</b>
        <span>
          {words.figureText(data.enforced, data.clauses)}
          <br />
          <span className={data.broken > 0 ? "tag bad" : "quiet"}>{data.broken > 0 ? words.broken(data.broken) : words.noBroken}</span>
        </span>
        <span className="standards-bar" aria-hidden><i style={{ width: `${data.share * 100}%` }} /></span>
      </section>
      <section className="panel">
        <DataTable id="standard-documents" label={words.title} columns={columns} rows={data.documents} keyOf={(row) => row.id} empty={null} sumTitle="" plain />
      </section>
      <section className="panel" style={{ marginTop: 10 }}>
        <div className="panel-head"><h2>{words.idle}</h2><span className="quiet">{data.idle.length}</span></div>
        <DataTable id="standard-idle" label={words.idle} columns={idle} rows={data.idle} keyOf={(row) => `${row.document} ${row.number}`} empty={null} plain />
      </section>
    </>
  );
}

function Share({ of }: { of: Api<"DocumentRow"> }) {
  return (
    <span className="standards-share">
      <span className="standards-bar" aria-hidden><i style={{ width: `${of.share * 100}%` }} /></span>
      {formatPercent(of.share)} <span className="quiet">{of.enforced}/{of.clauses}</span>
    </span>
  );
}
