import "@/features/standards/standards.css";
import { Button } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { BoundItems } from "@/features/standards/components/BoundItems";
import { Columns } from "@/features/standards/components/Columns";
import { ReviseFields } from "@/features/standards/components/ReviseFields";
import { Versions } from "@/features/standards/components/Versions";
import { standardTexts } from "@/features/standards/texts";
import { Code } from "@/components/Code";
import { Facts, type Fact } from "@/components/Facts";
import { ErrorNote, Waiting } from "@/components/Note";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { useTexts } from "@/lib/i18n/language";
import { useMay } from "@/lib/session";

const REVISABLE = ["name", "english", "definition", "object_class", "property", "representation", "data_type", "format", "value_domain", "synonyms"];

/** One data element: what the standard says of it, who uses it, what it is mistaken for, how it came to be so. */
export function Element() {
  const texts = useTexts(standardTexts);
  const { element: words } = texts;
  const { id = "" } = useParams();
  const { data, error, mutate } = useGet("/api/v1/standards/elements/{identifier}", { path: { identifier: id } });
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  if (!data) return <Waiting height={400} />;
  const items = data.bound.reduce((sum, system) => sum + system.items.length, 0);
  return (
    <>
      <div className="row no-print standards-top">
        <Link to="/standards/elements">← {words.back}</Link>
      </div>
      <Head of={data} />
      <div className="standards-grid">
        <div className="stack">
          <section className="panel">
            <div className="panel-head"><h2>{words.attributes}</h2></div>
            <div className="panel-body"><Facts facts={data.attributes.map(({ label, value }): Fact => [label, value])} /></div>
          </section>
          <section className="panel">
            <div className="panel-head"><h2>{words.versions}</h2></div>
            <div className="panel-body"><Versions of={data.versions} /></div>
          </section>
        </div>
        <div className="stack">
          <section className="panel">
            <div className="panel-head"><h2>{words.bound}</h2><span className="quiet">{words.boundNote(data.bound.length, items)}</span></div>
            <div className="panel-body"><BoundItems of={data.bound} empty={words.noBound} /></div>
          </section>
          <section className="panel">
            <div className="panel-head"><h2>{words.columns}</h2></div>
            <div className="panel-body"><Columns of={data.columns} empty={words.noColumns} /></div>
          </section>
          {data.conflicts.length > 0 && (
            <section className="panel">
              <div className="panel-head"><h2>{words.conflicts}</h2><span className="quiet">{words.conflictsNote}</span></div>
              <ul className="panel-body">
                {data.conflicts.map((other) => (
                  <li key={other.id}>
                    <Link to={`/standards/elements/${other.id}`}>{other.name}</Link> <Code>{other.id}</Code> <span className="quiet">{other.systems.join("、")}</span>
                  </li>
                ))}
              </ul>
            </section>
          )}
        </div>
      </div>
    </>
  );
}

function Head({ of }: { of: Api<"Element"> }) {
  const texts = useTexts(standardTexts);
  const mayDraft = useMay("standards.draft");
  const [revising, revise] = useState(false);
  const label = Object.fromEntries(of.attributes.map((attribute) => [attribute.field, attribute.label]));
  const words: Record<string, string> = { english: texts.elements.english, value_domain: texts.elements.domain, ...label };
  const fields = REVISABLE.map((field) => ({ field, label: words[field] ?? field, value: of.body[field] ?? "" }));
  return (
    <header className="panel standards-head row wrap">
      <h1>{of.name}</h1>
      <Code>{of.id}</Code>
      <span className={of.status === "conflict" ? "tag warn" : "tag"}>{of.status_label}</span>
      <span className="tag">{texts.versions.version(of.version)}</span>
      <Link className="mono quiet" to={`/standards/elements?q=${of.code}`}>{of.code}</Link>
      <span className="spread" />
      <OpenRevisions of={of.revisions} />
      {mayDraft && <Button type="primary" onClick={() => revise(true)}>{texts.element.revise}</Button>}
      {revising && <ReviseFields kind="data_element" id={of.id} name={of.name} fields={fields} close={() => revise(false)} />}
    </header>
  );
}

/** Links to the revisions of an object that nobody has decided on. */
export function OpenRevisions({ of }: { of: number[] }) {
  const { element: words } = useTexts(standardTexts);
  if (of.length === 0) return null;
  return (
    <span className="quiet">
      {words.open("")}
      {of.map((number) => (
        <Link key={number} to={`/standards/revisions/${number}`}> {number}</Link>
      ))}
    </span>
  );
}
