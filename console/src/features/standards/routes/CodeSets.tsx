import "@/features/standards/standards.css";
import { Input } from "antd";
import { Link, useNavigate } from "react-router";
import { standardTexts } from "@/features/standards/texts";
import { Code } from "@/components/Code";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { OneLine } from "@/components/OneLine";
import { PageHead } from "@/components/PageHead";
import { text, useView } from "@/lib/address";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { formatNumber } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

const shape = { q: text() };

/** The code sets with their versions, sources and use. */
export function CodeSets() {
  const { sets: words, search } = useTexts(standardTexts);
  const navigate = useNavigate();
  const [{ q }, change] = useView(shape);
  const { data = [], error, isLoading, mutate } = useGet("/api/v1/standards/code-sets", { query: { q } });
  const address = (row: Api<"CodeSetRow">) => `/standards/code-sets/${row.id}`;
  const columns: DataColumn<Api<"CodeSetRow">>[] = [
    { key: "id", title: words.id, width: 190, fixed: true, render: (row) => <Code>{row.id}</Code> },
    { key: "name", title: words.name, width: 210, render: (row) => <Link to={address(row)}>{row.name}</Link> },
    { key: "count", title: words.count, width: 68, align: "right", render: (row) => formatNumber(row.count) },
    { key: "version", title: words.version, width: 56, align: "right", render: (row) => row.version },
    { key: "confidence", title: words.confidence, width: 84, render: (row) => <span className={row.confidence === "confirmed" ? "tag good" : "tag warn"}>{row.confidence_label}</span> },
    { key: "used", title: words.used, width: 140, render: (row) => words.usedText(row.columns, row.elements) },
    { key: "first", title: words.first, width: 330, render: (row) => <OneLine>{row.first.join("　")}</OneLine> },
    { key: "source", title: words.source, width: 230, render: (row) => <OneLine>{row.source}</OneLine> },
  ];
  return (
    <>
      <PageHead title={words.title} note={words.note(data.length)} />
      {error ? (
        <ErrorNote error={error} retry={() => void mutate()} />
      ) : (
        <section className="panel">
          <DataTable
            id="standard-code-sets"
            label={words.title}
            columns={columns}
            rows={data}
            keyOf={(row) => row.id}
            loading={isLoading}
            onOpen={(row) => void navigate(address(row))}
            empty={isLoading ? null : <EmptyNote title={words.empty} />}
            toolbar={
              <span data-search>
                <Input.Search key={q} allowClear size="small" style={{ width: 280 }} placeholder={`${words.searchHint}  ( / )`} aria-label={search} defaultValue={q} onSearch={(wanted) => change({ q: wanted })} />
              </span>
            }
          />
        </section>
      )}
    </>
  );
}
