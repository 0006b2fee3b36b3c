import "@/features/standards/standards.css";
import { Link } from "react-router";
import { standardTexts } from "@/features/standards/texts";
import { Code } from "@/components/Code";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { ErrorNote } from "@/components/Note";
import { PageHead } from "@/components/PageHead";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { useTexts } from "@/lib/i18n/language";

/** Codes that mean different things in different systems, kept apart. */
export function Conflicts() {
  const { conflicts: words } = useTexts(standardTexts);
  const { data = [], error, isLoading, mutate } = useGet("/api/v1/standards/conflicts", {});
  const columns: DataColumn<Api<"Conflict">>[] = [
    { key: "code", title: words.code, width: 110, fixed: true, render: (row) => <Code>{row.code}</Code> },
    {
      key: "meanings",
      title: words.meanings,
      width: 1100,
      render: (row) => (
        <ul>
          {row.meanings.map((meaning) => (
            <li key={meaning.id}>
              <Link to={`/standards/elements/${meaning.id}`}>{meaning.name}</Link> <span className="quiet">{meaning.systems.join("、")}</span>
            </li>
          ))}
        </ul>
      ),
    },
  ];
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  return (
    <>
      <PageHead title={words.title} note={words.note(data.length)} />
      <section className="panel">
        <DataTable id="standard-conflicts" label={words.title} columns={columns} rows={data} keyOf={(row) => row.code} loading={isLoading} empty={null} plain />
      </section>
    </>
  );
}
