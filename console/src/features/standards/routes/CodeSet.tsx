import "@/features/standards/standards.css";
import { Button, Input } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { Columns } from "@/features/standards/components/Columns";
import { ReviseCodes } from "@/features/standards/components/ReviseCodes";
import { Versions } from "@/features/standards/components/Versions";
import { OpenRevisions } from "@/features/standards/routes/Element";
import { standardTexts } from "@/features/standards/texts";
import { Code } from "@/components/Code";
import { Facts, type Fact } from "@/components/Facts";
import { ErrorNote, Waiting } from "@/components/Note";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { useTexts } from "@/lib/i18n/language";
import { useMay } from "@/lib/session";

const MOST_SHOWN = 400;

/** One code set: its codes, what became of former ones, its versions and use. */
export function CodeSet() {
  const texts = useTexts(standardTexts);
  const { sets: words } = texts;
  const { id = "" } = useParams();
  const mayDraft = useMay("standards.draft");
  const [revising, revise] = useState(false);
  const { data, error, mutate } = useGet("/api/v1/standards/code-sets/{identifier}", { path: { identifier: id } });
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  if (!data) return <Waiting height={400} />;
  return (
    <>
      <div className="row no-print standards-top">
        <Link to="/standards/code-sets">← {words.title}</Link>
      </div>
      <header className="panel standards-head row wrap">
        <h1>{data.name}</h1>
        <Code>{data.id}</Code>
        <span className="tag">{texts.versions.version(data.version)}</span>
        <span className={data.confidence === "confirmed" ? "tag good" : "tag warn"}>{data.confidence_label}</span>
        <span className="spread" />
        <OpenRevisions of={data.revisions} />
        {mayDraft && <Button type="primary" onClick={() => revise(true)}>{texts.element.revise}</Button>}
      </header>
      {revising && <ReviseCodes of={data} close={() => revise(false)} />}
      <div className="standards-grid">
        <CodeTable of={data} />
        <div className="stack">
          <section className="panel">
            <div className="panel-head"><h2>{words.retired}</h2></div>
            <div className="panel-body"><Retired of={data} /></div>
          </section>
          <section className="panel">
            <div className="panel-head"><h2>{texts.element.versions}</h2></div>
            <div className="panel-body"><Versions of={data.versions} /></div>
          </section>
          <section className="panel">
            <div className="panel-head"><h2>{words.use}</h2></div>
            <div className="panel-body">
              <Columns of={data.used_columns} empty={texts.element.noColumns} />
              {data.used_elements.map((element) => (
                <p key={element.id}><Link to={`/standards/elements/${element.id}`}>{element.name}</Link> <Code>{element.id}</Code></p>
              ))}
            </div>
          </section>
          <section className="panel">
            <div className="panel-head"><h2>{texts.element.attributes}</h2></div>
            <div className="panel-body"><Facts facts={data.attributes.map(({ label, value }): Fact => [label, value])} /></div>
          </section>
        </div>
      </div>
    </>
  );
}

function CodeTable({ of }: { of: Api<"CodeSet"> }) {
  const { sets: words } = useTexts(standardTexts);
  const [sought, seek] = useState("");
  const found = of.values.filter((line) => `${line.code} ${line.label}`.includes(sought.trim()));
  const shown = found.slice(0, MOST_SHOWN);
  const hasLevels = of.values.some((line) => line.level !== "");
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>{words.codes}</h2>
        <span className="quiet">{words.shown(shown.length, of.values.length)}</span>
        <span className="spread" />
        <Input size="small" allowClear style={{ width: 180 }} aria-label={words.find} placeholder={words.find} onChange={(event) => seek(event.target.value)} />
      </div>
      <div className="panel-body standards-codes">
        <table className="record-table">
          <thead>
            <tr>
              <th>{words.codes}</th>
              <th>{words.label}</th>
              {hasLevels && <th>{words.level}</th>}
              {of.doubtful > 0 && <th>{words.doubt}</th>}
            </tr>
          </thead>
          <tbody>
            {shown.map((line) => (
              <tr key={line.code}>
                <td className="mono">{line.code}</td>
                <td>{line.label}</td>
                {hasLevels && <td>{line.level}</td>}
                {of.doubtful > 0 && <td className="quiet">{line.doubt}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Retired({ of }: { of: Api<"CodeSet"> }) {
  const { sets: words } = useTexts(standardTexts);
  if (of.retired.length === 0) return <p className="quiet">{words.noRetired}</p>;
  return (
    <ul>
      {of.retired.map((line) => (
        <li key={line.code}>
          <span className="mono">{line.code}</span> {line.label}{" "}
          {line.new_code ? <>→ {words.becomes} <span className="mono">{line.new_code}</span></> : <span className="quiet">{words.noSuccessor}</span>}
        </li>
      ))}
    </ul>
  );
}
