import "@/features/master/master.css";
import { Link, useParams } from "react-router";
import { subjectOf } from "@/features/master/api/master";
import { masterTexts } from "@/features/master/texts";
import { Code } from "@/components/Code";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { ErrorNote } from "@/components/Note";
import { OneLine } from "@/components/OneLine";
import { PageHead } from "@/components/PageHead";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { formatDate, formatMoment, NOTHING } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

/** One entity: its golden record with where each value comes from, its source records, and what its identifier went through. */
export function Entity() {
  const texts = useTexts(masterTexts);
  const { subject: word = "", entityId = "" } = useParams();
  const subject = subjectOf(word);
  const { data, error, mutate } = useGet("/api/v1/master/{subject}/entities/{entity_id}", { path: { subject, entity_id: entityId } });
  const { columns: words } = texts;
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  if (!data) return null;
  const label = (name: string) => texts.fields[name] ?? name;
  const golden: DataColumn<Api<"SurvivingValue">>[] = [
    { key: "column", title: words.column, width: 120, fixed: true, render: (row) => label(row.column) },
    { key: "value", title: words.value, width: 260, render: (row) => <span className="mono">{row.value ?? NOTHING}</span> },
    { key: "source", title: words.source, width: 140, render: (row) => row.system },
    { key: "rule", title: words.rule, width: 110, render: (row) => row.rule },
    { key: "others", title: words.others, width: 170, render: (row) => texts.agreeing(row.agreeing, row.differing) },
    { key: "record", title: words.record, width: 200, render: (row) => <Code>{row.record}</Code> },
  ];
  const names = data.values.map((value) => value.column);
  const records: DataColumn<Api<"EntityRecord">>[] = [
    { key: "system", title: words.system, width: 120, fixed: true, render: (row) => row.system },
    ...names.map((name) => ({ key: name, title: label(name), width: name === "address" ? 240 : name === "id_number" ? 180 : 120, render: (row: Api<"EntityRecord">) => <OneLine>{row.values[name] ?? NOTHING}</OneLine> })),
    { key: "known", title: words.known, width: 110, render: (row) => formatDate(row.known_at) },
    { key: "record", title: words.record, width: 180, render: (row) => <Code>{row.record}</Code> },
  ];
  return (
    <>
      <Link to={`/master?subject=${subject}&tab=entities`}>← {texts.tabs.entities}</Link>
      <PageHead title={`${texts.subjects[subject]} ${data.entity_id}`} note={data.asked_as ? texts.moved(data.asked_as) : texts.masked} />
      <div className="stack">
        <section className="panel">
          <DataTable id="master-golden" label={texts.golden} columns={golden} rows={data.values} keyOf={(row) => row.column} empty={null} toolbar={<h2>{texts.golden}</h2>} />
        </section>
        <section className="panel">
          <DataTable id="master-records" label={texts.sources} columns={records} rows={data.records} keyOf={(row) => row.record} empty={null} toolbar={<h2>{texts.sources}</h2>} />
        </section>
        <section className="panel master-pair">
          <h2>{texts.trail}</h2>
          {data.trail.length === 0 && <span className="quiet">{texts.noTrail}</span>}
          {data.trail.map((change) => (
            <div key={`${change.entity}-${change.other}-${change.at}`}>
              <span className="quiet">{formatMoment(change.at)}</span> <span className="mono">{texts.changed(change.label, change.entity, change.other)}</span>
            </div>
          ))}
        </section>
      </div>
    </>
  );
}
