import { Select } from "antd";
import { setAsideTexts } from "@/features/runs/texts";
import { Code } from "@/components/Code";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { OneLine } from "@/components/OneLine";
import { PageHead } from "@/components/PageHead";
import { number, text, useView } from "@/lib/address";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { formatDate, NOTHING } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

const shape = { source: text(), page: number(1), size: number(50) };

/** The rows that were not taken over, each with the reason in words. */
export function SetAside() {
  const texts = useTexts(setAsideTexts);
  const [view, change] = useView(shape);
  const { data, error, isLoading, mutate } = useGet("/api/v1/set-aside", { query: { ...view, source: view.source || undefined } });
  const { columns: words } = texts;
  const columns: DataColumn<Api<"SetAsideRow">>[] = [
    { key: "reason", title: words.reason, width: 240, fixed: true, render: (row) => row.reason },
    { key: "drops", title: words.drops, help: texts.dropsHelp, width: 96, render: (row) => <span className={row.drops_row ? "tag warn" : "tag"}>{row.drops_row ? texts.wholeRow : texts.valueOnly}</span> },
    { key: "source", title: words.source, width: 150, render: (row) => row.source_label },
    { key: "table", title: words.table, width: 150, render: (row) => <Code>{row.table}</Code> },
    { key: "item", title: words.item, width: 110, render: (row) => <Code>{row.column}</Code> },
    { key: "value", title: words.value, help: texts.valueHelp, width: 180, render: (row) => <OneLine>{row.value ?? NOTHING}</OneLine> },
    { key: "row", title: words.row, width: 90, align: "right", render: (row) => texts.rowNo(row.row_no) },
    { key: "file", title: words.file, width: 160, render: (row) => <OneLine>{row.file_name || NOTHING}</OneLine> },
    { key: "found", title: words.found, width: 104, render: (row) => formatDate(row.found_date) },
    { key: "load", title: words.load, width: 190, hidden: true, render: (row) => <Code short={18}>{row.load_id}</Code> },
  ];
  return (
    <>
      <PageHead title={texts.title} note={data && texts.note(data.total)} />
      {error ? (
        <ErrorNote error={error} retry={() => void mutate()} />
      ) : (
        <section className="panel">
          <DataTable
            id="set-aside"
            label={texts.title}
            columns={columns}
            rows={data?.rows ?? []}
            keyOf={(row) => `${row.table}/${row.load_id}/${row.row_no}/${row.column}/${row.reason_code}`}
            loading={isLoading}
            empty={data && <EmptyNote title={texts.empty}>{texts.emptyHint}</EmptyNote>}
            paging={data && { page: data.page, size: data.size, total: data.total, go: (page, size) => change({ page, size }) }}
            toolbar={
              <Select
                size="small"
                allowClear
                style={{ width: 260 }}
                placeholder={texts.source}
                aria-label={texts.source}
                value={view.source || undefined}
                onChange={(source: string | undefined) => change({ source: source ?? "" })}
                options={(data?.sources ?? []).map((choice) => ({ value: choice.value, label: `${choice.label} ${choice.count}` }))}
              />
            }
          />
        </section>
      )}
    </>
  );
}
