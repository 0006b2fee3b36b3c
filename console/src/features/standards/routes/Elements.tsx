import "@/features/standards/standards.css";
import { Input } from "antd";
import { Link, useNavigate } from "react-router";
import { standardTexts } from "@/features/standards/texts";
import { Code } from "@/components/Code";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { Facet } from "@/components/Facet";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { OneLine } from "@/components/OneLine";
import { PageHead } from "@/components/PageHead";
import { list, number, text, useView } from "@/lib/address";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { formatNumber, NOTHING } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

const FACETS = ["status", "system", "object_class", "representation", "data_type", "owner", "format_status"] as const;
const shape = {
  q: text(),
  status: list(),
  system: list(),
  object_class: list(),
  representation: list(),
  data_type: list(),
  owner: list(),
  format_status: list(),
  page: number(1),
  size: number(50),
};

/** The data elements of the registry, searched and narrowed. */
export function Elements() {
  const { elements: words, search } = useTexts(standardTexts);
  const navigate = useNavigate();
  const [view, change] = useView(shape);
  const { data, error, isLoading, mutate } = useGet("/api/v1/standards/elements", { query: view });
  const address = (row: Api<"ElementRow">) => `/standards/elements/${row.id}`;
  const columns: DataColumn<Api<"ElementRow">>[] = [
    { key: "id", title: words.id, width: 130, fixed: true, render: (row) => <Code>{row.id}</Code> },
    { key: "name", title: words.name, width: 190, render: (row) => <Link to={address(row)}>{row.name}</Link> },
    { key: "status", title: words.status, width: 86, render: (row) => <span className={row.status === "conflict" ? "tag warn" : "tag"}>{row.status_label}</span> },
    { key: "class", title: words.klass, width: 76, render: (row) => row.object_class },
    { key: "property", title: words.property, width: 130, hidden: true, render: (row) => <OneLine>{row.property}</OneLine> },
    { key: "representation", title: words.representation, width: 60, render: (row) => row.representation },
    { key: "type", title: words.type, width: 76, render: (row) => row.data_type },
    { key: "format", title: words.format, help: words.formatHelp, width: 84, render: (row) => <span className="mono">{row.format}{row.format_status === "inferred" && "＊"}</span> },
    { key: "domain", title: words.domain, width: 90, render: (row) => (row.value_domain ? <Link className="mono" to={`/standards/code-sets/${row.value_domain}`}>{row.value_domain}</Link> : NOTHING) },
    { key: "unit", title: words.unit, width: 48, render: (row) => row.unit || NOTHING },
    { key: "items", title: words.items, help: words.itemsHelp, width: 62, align: "right", render: (row) => formatNumber(row.items) },
    { key: "systems", title: words.systems, width: 190, render: (row) => <OneLine>{row.systems.join("、")}</OneLine> },
    { key: "english", title: words.english, width: 180, hidden: true, render: (row) => <OneLine>{row.english || NOTHING}</OneLine> },
    { key: "definition", title: words.definition, width: 260, hidden: true, render: (row) => <OneLine>{row.definition}</OneLine> },
  ];
  return (
    <>
      <PageHead title={words.title} note={data && words.note(data.total)} />
      {error ? (
        <ErrorNote error={error} retry={() => void mutate()} />
      ) : (
        <div className="standards-split">
          <aside className="panel standards-filters no-print" aria-label={words.filters}>
            {FACETS.map((facet) => (
              <Facet key={facet} title={words.facet[facet]} choices={data?.facets[facet] ?? []} chosen={view[facet]} choose={(values) => change({ [facet]: values })} />
            ))}
          </aside>
          <section className="panel">
            <DataTable
              id="standard-elements"
              label={words.title}
              columns={columns}
              rows={data?.rows ?? []}
              keyOf={(row) => row.id}
              loading={isLoading}
              onOpen={(row) => void navigate(address(row))}
              paging={{ page: view.page, size: view.size, total: data?.total ?? 0, go: (page, size) => change({ page, size }) }}
              empty={isLoading ? null : <EmptyNote title={words.empty}>{words.emptyHint}</EmptyNote>}
              toolbar={
                <span data-search>
                  <Input.Search key={view.q} allowClear size="small" style={{ width: 300 }} placeholder={`${words.searchHint}  ( / )`} aria-label={search} defaultValue={view.q} onSearch={(q) => change({ q })} />
                </span>
              }
            />
          </section>
        </div>
      )}
    </>
  );
}
