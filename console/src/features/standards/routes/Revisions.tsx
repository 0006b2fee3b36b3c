import "@/features/standards/standards.css";
import { Button, Segmented } from "antd";
import { Link, useNavigate } from "react-router";
import { StateTag } from "@/features/standards/components/StateTag";
import { revisionTexts } from "@/features/standards/revisionTexts";
import { Code } from "@/components/Code";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { OneLine } from "@/components/OneLine";
import { PageHead } from "@/components/PageHead";
import { number, text, useView } from "@/lib/address";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { formatMoment, NOTHING } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

const shape = { state: text(), page: number(1), size: number(50) };

/** The revision workbench: every proposed change of the standards and what became of it. */
export function Revisions() {
  const { revisions: words } = useTexts(revisionTexts);
  const navigate = useNavigate();
  const [view, change] = useView(shape);
  const { data, error, isLoading, mutate } = useGet("/api/v1/standards/revisions", { query: view });
  const address = (row: Api<"RevisionRow">) => `/standards/revisions/${row.number}`;
  const columns: DataColumn<Api<"RevisionRow">>[] = [
    { key: "number", title: words.number, width: 64, fixed: true, render: (row) => <Link to={address(row)}>{row.number}</Link> },
    { key: "object", title: words.object, width: 330, render: (row) => <><span className="tag">{row.kind_label}</span> {row.name} <Code>{row.id}</Code></> },
    { key: "state", title: words.state, width: 84, render: (row) => <StateTag of={row} /> },
    { key: "version", title: words.version, width: 70, align: "right", render: (row) => `${row.base_version} → ${row.version ?? row.base_version + 1}` },
    { key: "reason", title: words.reason, width: 240, render: (row) => <OneLine>{row.note || NOTHING}</OneLine> },
    { key: "author", title: words.author, width: 90, render: (row) => row.author },
    { key: "changed", title: words.changed, width: 150, render: (row) => formatMoment(row.changed_at) },
    { key: "reviewer", title: words.reviewer, width: 90, render: (row) => row.reviewer || NOTHING },
    { key: "effective", title: words.effective, width: 100, render: (row) => row.effective_from ?? NOTHING },
  ];
  const choices = [{ value: "", label: words.all }, ...(data?.states ?? []).map((state) => ({ value: state.value, label: `${state.label} ${state.count}` }))];
  return (
    <>
      <PageHead title={words.title} note={data && words.note(data.total)} />
      {error ? (
        <ErrorNote error={error} retry={() => void mutate()} />
      ) : (
        <section className="panel">
          <DataTable
            id="standard-revisions"
            label={words.title}
            columns={columns}
            rows={data?.rows ?? []}
            keyOf={(row) => String(row.number)}
            loading={isLoading}
            onOpen={(row) => void navigate(address(row))}
            paging={{ page: view.page, size: view.size, total: data?.total ?? 0, go: (page, size) => change({ page, size }) }}
            empty={isLoading ? null : <EmptyNote title={words.empty} action={<Button href="/standards/code-sets">{words.start}</Button>}>{words.emptyHint}</EmptyNote>}
            toolbar={<Segmented size="small" value={view.state} options={choices} onChange={(state) => change({ state: String(state) })} />}
          />
        </section>
      )}
    </>
  );
}
