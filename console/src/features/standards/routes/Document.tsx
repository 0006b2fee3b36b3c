import "@/features/standards/standards.css";
import { Checkbox } from "antd";
import { useEffect } from "react";
import { Link, useLocation, useParams } from "react-router";
import { standardTexts } from "@/features/standards/texts";
import { ErrorNote, Waiting } from "@/components/Note";
import { text, useView } from "@/lib/address";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { formatPercent } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

const shape = { only: text() };

/** A document to read: beside each clause stands where it comes from and what enforces it. */
export function Document() {
  const texts = useTexts(standardTexts);
  const { document: words } = texts;
  const { id = "" } = useParams();
  const { hash } = useLocation();
  const [{ only }, change] = useView(shape);
  const { data, error, mutate } = useGet("/api/v1/standards/documents/{identifier}", { path: { identifier: id } });
  useEffect(() => {
    if (data && hash) document.getElementById(hash.slice(1))?.scrollIntoView();
  }, [data, hash]);
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  if (!data) return <Waiting height={400} />;
  return (
    <>
      <div className="row no-print standards-top">
        <Link to="/standards/documents">← {words.back}</Link>
        <span className="spread" />
        <Checkbox checked={only === "idle"} onChange={(event) => change({ only: event.target.checked ? "idle" : "" })}>{words.only}</Checkbox>
      </div>
      <header className="panel standards-head row wrap">
        <h1>{data.title}</h1>
        <span className="tag">{texts.documents.version} {data.version}</span>
        <span className="quiet">{data.english}</span>
        <span className="spread" />
        <b>{formatPercent(data.share)}</b>
        <span className="quiet">{texts.documents.figureText(data.enforced, data.clauses)}</span>
      </header>
      <div className="standards-reader">
        <nav className="panel standards-contents no-print" aria-label={words.contents}>
          <ul>
            {data.chapters.map((chapter) => (
              <li key={chapter.number}><a href={`#h${chapter.number}`}>{chapter.number} {chapter.title}</a></li>
            ))}
          </ul>
        </nav>
        <article className="panel standards-paper">
          {only === "" && <Opening of={data} />}
          {data.chapters.map((chapter) => {
            const shown = chapter.clauses.filter((clause) => only === "" || !clause.enforced);
            if (shown.length === 0) return null;
            return (
              <section key={chapter.number}>
                <h2 id={`h${chapter.number}`}>{chapter.number} {chapter.title}</h2>
                {shown.map((clause) => <Clause key={clause.number} of={clause} />)}
              </section>
            );
          })}
        </article>
      </div>
    </>
  );
}

function Opening({ of }: { of: Api<"StandardDocument"> }) {
  const { document: words } = useTexts(standardTexts);
  return (
    <>
      <h2>1 {words.scope}</h2>
      <p>{of.scope}</p>
      <h2>2 {words.references}</h2>
      <ul>{of.references.map((reference) => <li key={reference}>{reference}</li>)}</ul>
      <h2>3 {words.terms}</h2>
      <ul>
        {of.terms.map((term) => (
          <li key={term.name}><b>{term.name}</b> <span className="quiet">{term.english}</span> {term.definition}</li>
        ))}
      </ul>
    </>
  );
}

function Clause({ of }: { of: Api<"DocumentClause"> }) {
  const { document: words } = useTexts(standardTexts);
  const { point } = of;
  const look = of.enforced ? "" : point ? " broken" : " idle";
  return (
    <div className={`standards-clause${look}`} id={`c${of.number}`}>
      <small>{of.number}</small>
      <p>{of.text}</p>
      <aside>
        <span className="quiet">{words.source}：</span>{of.source}
        <br />
        {point ? (
          <>
            <span className={of.enforced ? "tag good" : "tag bad"}>{point.kind_label} · {of.enforced ? words.holds : words.fails}</span> {point.label}{" "}
            {point.see && <Link to={point.see}>{words.see}</Link>}
            <span className="mono">{point.where}</span>
            {!of.enforced && <span>{of.why}</span>}
          </>
        ) : (
          <>
            <span className="tag warn">{words.notBy}</span> {of.why}
          </>
        )}
      </aside>
    </div>
  );
}
