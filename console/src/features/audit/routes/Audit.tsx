import { Input } from "antd";
import { auditTexts } from "@/features/audit/texts";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { OneLine } from "@/components/OneLine";
import { PageHead } from "@/components/PageHead";
import { number, text, useView } from "@/lib/address";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { formatMoment } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

const shape = { username: text(), page: number(1), size: number(50) };

/** Who looked at what, for the security auditor. */
export function Audit() {
  const texts = useTexts(auditTexts);
  const [view, change] = useView(shape);
  const { data, error, isLoading, mutate } = useGet("/api/v1/access-records", { query: { ...view, username: view.username || undefined } });
  const { columns: words } = texts;
  const columns: DataColumn<Api<"AccessRecord">>[] = [
    { key: "at", title: words.at, width: 170, fixed: true, render: (record) => formatMoment(record.at) },
    { key: "person", title: words.person, width: 120, render: (record) => record.username },
    { key: "action", title: words.action, width: 130, render: (record) => record.action_label },
    { key: "subject", title: words.subject, width: 330, render: (record) => <OneLine>{record.subject}</OneLine> },
    { key: "detail", title: words.detail, width: 360, render: (record) => <OneLine>{record.detail}</OneLine> },
    { key: "address", title: words.address, width: 120, render: (record) => <span className="mono">{record.address}</span> },
  ];
  return (
    <>
      <PageHead title={texts.title} note={data && texts.note(data.total)} />
      {error ? (
        <ErrorNote error={error} retry={() => void mutate()} />
      ) : (
        <section className="panel">
          <DataTable
            id="audit"
            label={texts.title}
            columns={columns}
            rows={data?.rows ?? []}
            keyOf={(record) => String(record.id)}
            loading={isLoading}
            empty={data && <EmptyNote title={texts.empty}>{texts.emptyHint}</EmptyNote>}
            paging={data && { page: data.page, size: data.size, total: data.total, go: (page, size) => change({ page, size }) }}
            toolbar={
              <span data-search>
                <Input.Search key={view.username} allowClear size="small" style={{ width: 220 }} placeholder={`${texts.person}  ( / )`} aria-label={texts.person} defaultValue={view.username} onSearch={(username) => change({ username: username.trim() })} />
              </span>
            }
          />
        </section>
      )}
    </>
  );
}
