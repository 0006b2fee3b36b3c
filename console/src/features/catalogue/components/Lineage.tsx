import { Link } from "react-router";
import { catalogueTexts } from "@/features/catalogue/texts";
import { Code } from "@/components/Code";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote, Waiting } from "@/components/Note";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { NOTHING } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

/** Where the items of a resource go: raw table, core column, indicators. */
export function Lineage({ code }: { code: string }) {
  const texts = useTexts(catalogueTexts).lineage;
  const { data, error, mutate } = useGet("/api/v1/catalogue/entries/{code}/lineage", { path: { code } });
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  if (!data) return <Waiting />;
  if (data.tables.length === 0) return <section className="panel"><EmptyNote title={texts.empty}>{texts.emptyHint}</EmptyNote></section>;
  const columns: DataColumn<Api<"LineageItem">>[] = [
    { key: "item", title: texts.item, width: 190, fixed: true, render: (row) => <span className="row"><Code>{row.item}</Code></span> },
    { key: "name", title: "", width: 170, render: (row) => row.name },
    { key: "column", title: texts.column, width: 330, render: (row) => (row.column ? <span className="row"><Code>{`${row.core}.${row.column}`}</Code></span> : <span className="quiet">{texts.kept}</span>) },
    { key: "label", title: "", width: 150, render: (row) => row.column_label || NOTHING },
    { key: "change", title: texts.change, width: 180, render: (row) => [row.unit && texts.unit(row.unit), row.recoded > 0 && texts.recoded(row.recoded)].filter(Boolean).join("，") || NOTHING },
    { key: "roles", title: texts.roles, width: 180, render: (row) => row.roles.join("，") || NOTHING },
  ];
  return (
    <div className="stack">
      {data.tables.map((table) => (
        <Way key={table.raw} table={table} />
      ))}
      <section className="panel">
        <DataTable id="catalogue-lineage" label={texts.item} columns={columns} rows={data.items} keyOf={(row) => `${row.core}/${row.item}`} empty={null} toolbar={<span className="quiet">{texts.note}</span>} />
      </section>
    </div>
  );
}

function Way({ table }: { table: Api<"LineageTable"> }) {
  const texts = useTexts(catalogueTexts).lineage;
  return (
    <section className="panel lineage-way">
      <div>
        <small>{texts.source}</small>
        {table.system}
        <br />
        <Code>{table.location}</Code>
      </div>
      <i>→</i>
      <div>
        <small>{texts.raw}</small>
        <Code>{table.raw}</Code>
        {table.raw_version !== null && <span className="quiet"> v{table.raw_version}</span>}
      </div>
      <i>→</i>
      <div>
        <small>{texts.core}</small>
        {table.core_label}
        <br />
        <Code>{table.core}</Code>
      </div>
      <i>→</i>
      <div style={{ flex: 1 }}>
        <small>{texts.indicators}</small>
        {table.indicators.length === 0 && <span className="quiet">{texts.none}</span>}
        <span className="row wrap">
          {table.indicators.map((one) => (
            <Link key={one.id} to="/indicators" className="tag" title={one.label}>
              {one.id} {one.label}
            </Link>
          ))}
        </span>
      </div>
    </section>
  );
}
