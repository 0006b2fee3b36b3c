import { Drawer, Input, Select } from "antd";
import { assetsTexts } from "@/features/assets/texts";
import { Code } from "@/components/Code";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { Facts, type Fact } from "@/components/Facts";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { OneLine } from "@/components/OneLine";
import { PageHead } from "@/components/PageHead";
import { text, useView } from "@/lib/address";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { formatNumber } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

const shape = { layer: text(""), q: text(""), table: text("") };
type Row = Api<"TableModelRow">;

/** Every table by layer and domain with its grain; one of them in the drawer. */
export function Models() {
  const words = useTexts(assetsTexts).models;
  const [view, change] = useView(shape);
  const { data = [], error, isLoading, mutate } = useGet("/api/v1/assets/models", {});
  const layers = [...new Map(data.map((row) => [row.layer, row.layer_label]))].map(([value, label]) => ({ value, label }));
  const rows = data.filter((row) => (!view.layer || row.layer === view.layer) && (row.table.includes(view.q) || row.label.includes(view.q)));
  const columns: DataColumn<Row>[] = [
    { key: "table", title: words.table, width: 280, fixed: true, render: (row) => <Code>{row.table}</Code> },
    { key: "label", title: words.label, width: 250, render: (row) => <OneLine>{row.label}</OneLine> },
    { key: "layer", title: words.layer, width: 80, render: (row) => row.layer_label },
    { key: "domain", title: words.domain, width: 90, render: (row) => row.domain_label },
    { key: "grain", title: words.grain, width: 250, render: (row) => <OneLine>{row.grain}</OneLine> },
    { key: "key", title: words.key, width: 160, render: (row) => <OneLine>{row.key.join("、")}</OneLine> },
    { key: "grade", title: words.grade, width: 80, render: (row) => <span className={row.grade > "L2" ? "tag warn" : "tag"}>{row.grade}</span> },
    { key: "state", title: words.state, width: 90, render: (row) => <span className={!row.is_declared ? "tag bad" : row.is_held ? "tag good" : "tag"}>{!row.is_declared ? words.undeclared : row.is_held ? words.held : words.absent}</span> },
  ];
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  return (
    <>
      <PageHead title={words.title} note={words.note(data.length)} />
      <section className="panel">
        <DataTable
          id="asset-models" label={words.title} columns={columns} rows={rows} keyOf={(row) => row.table} loading={isLoading} onOpen={(row) => change({ table: row.table })} openKey={view.table}
          toolbar={
            <>
              <Select size="small" style={{ width: 120 }} aria-label={words.layer} value={view.layer} onChange={(layer) => change({ layer })} options={[{ value: "", label: words.allLayers }, ...layers]} />
              <Input.Search size="small" allowClear style={{ width: 240 }} placeholder={words.find} aria-label={words.find} defaultValue={view.q} onSearch={(q) => change({ q })} />
            </>
          }
          empty={isLoading ? null : <EmptyNote title={words.empty} />}
        />
      </section>
      {view.table && <Model table={view.table} close={() => change({ table: "" })} />}
    </>
  );
}

/** One table: concept, columns, and how it lies in the pool. */
function Model({ table, close }: { table: string; close: () => void }) {
  const words = useTexts(assetsTexts).models;
  const { data, error } = useGet("/api/v1/assets/models/{table}", { path: { table } });
  const columns: DataColumn<Api<"ModelElement">>[] = [
    { key: "name", title: words.name, width: 160, fixed: true, render: (row) => <Code>{row.name}</Code> },
    { key: "label", title: words.label, width: 160, render: (row) => <OneLine>{row.label}</OneLine> },
    { key: "type", title: words.type, width: 110, render: (row) => <OneLine>{[row.type, row.unit].filter(Boolean).join(" ")}</OneLine> },
    { key: "codes", title: words.codes, width: 110, render: (row) => <OneLine>{row.code_set}</OneLine> },
    { key: "element", title: words.element, width: 120, render: (row) => <OneLine>{row.element}</OneLine> },
    { key: "grade", title: words.one, width: 60, render: (row) => <span className={row.grade > "L2" ? "tag warn" : "tag"}>{row.grade}</span> },
    { key: "key", title: words.key, width: 60, render: (row) => (row.is_key ? "✓" : "") },
    { key: "physical", title: words.physicalType, width: 110, render: (row) => <OneLine>{row.physical_type}</OneLine> },
  ];
  const lies = data?.physical;
  const facts: Fact[] = data
    ? [
        [words.layer, data.layer_label],
        [words.domain, data.domain_label],
        [words.grain, data.grain],
        [words.key, data.key.join("、")],
        [words.from, data.made_from.join("、") || words.source],
        [words.physical, lies ? words.lies(lies.version, formatNumber(lies.rows), lies.files, lies.partitioned_by.join("、")) : words.absent],
      ]
    : [];
  return (
    <Drawer open title={data?.table === table ? `${data.label}（${table}）` : table} size={920} onClose={close}>
      {error && <ErrorNote error={error} />}
      {data && <Facts facts={facts} />}
      {data && <h3>{words.elements}</h3>}
      {data && <DataTable id="asset-model" label={words.elements} columns={columns} rows={data.elements} keyOf={(row) => row.name} plain empty={null} />}
    </Drawer>
  );
}
