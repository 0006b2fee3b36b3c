import { Input } from "antd";
import { Link, useNavigate } from "react-router";
import type { Subject } from "@/features/master/api/master";
import { masterTexts } from "@/features/master/texts";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { OneLine } from "@/components/OneLine";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { formatDate, NOTHING } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

interface Props {
  subject: Subject;
  q: string;
  page: number;
  size: number;
  change: (view: { q?: string; page?: number; size?: number }) => void;
}

/** The golden records, those with most records first. */
export function EntityList({ subject, q, page, size, change }: Props) {
  const texts = useTexts(masterTexts);
  const navigate = useNavigate();
  const { data, error, isLoading, mutate } = useGet("/api/v1/master/{subject}/entities", { path: { subject }, query: { q, page, size } });
  const { columns: words } = texts;
  const names = Object.keys(data?.rows[0]?.values ?? {});
  const address = (row: Api<"GoldenRecord">) => `/master/${subject}/${row.entity_id}`;
  const columns: DataColumn<Api<"GoldenRecord">>[] = [
    { key: "entity", title: words.entity, width: 170, fixed: true, render: (row) => <Link to={address(row)} className="mono">{row.entity_id}</Link> },
    ...names.map((name) => ({ key: name, title: texts.fields[name] ?? name, width: name === "address" ? 220 : name === "id_number" ? 170 : name.startsWith("sex") ? 60 : 116, render: (row: Api<"GoldenRecord">) => <OneLine>{row.values[name] ?? NOTHING}</OneLine> })),
    { key: "records", title: words.records, width: 100, align: "right", render: (row) => row.record_count },
    { key: "systems", title: words.systems, width: 100, align: "right", render: (row) => row.system_count },
    { key: "known", title: words.known, width: 120, render: (row) => formatDate(row.known_at) },
  ];
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  return (
    <section className="panel">
      <DataTable
        id="master-entities"
        label={texts.tabs.entities}
        columns={columns}
        rows={data?.rows ?? []}
        keyOf={(row) => row.entity_id}
        loading={isLoading}
        onOpen={(row) => void navigate(address(row))}
        empty={data && <EmptyNote title={texts.noEntities}>{texts.noEntitiesHint}</EmptyNote>}
        paging={data && { page, size, total: data.total, go: (to, many) => change({ page: to, size: many }) }}
        toolbar={<Input.Search data-search allowClear defaultValue={q} placeholder={texts.search} onSearch={(word) => change({ q: word.trim() })} style={{ width: 320 }} />}
      />
    </section>
  );
}
