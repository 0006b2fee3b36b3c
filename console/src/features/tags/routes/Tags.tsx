import "@/features/tags/tags.css";
import { Tooltip } from "antd";
import { Link, useNavigate } from "react-router";
import { tagsTexts } from "@/features/tags/texts";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { OneLine } from "@/components/OneLine";
import { PageHead } from "@/components/PageHead";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { formatDate, formatNumber, NOTHING } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

type Row = Api<"TagRow">;

/** Every tag of employers: what it means, how many carry it, and how that changed since the day before. */
export function Tags() {
  const texts = useTexts(tagsTexts);
  const navigate = useNavigate();
  const { data, error, isLoading, mutate } = useGet("/api/v1/tags", {});
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  const columns: DataColumn<Row>[] = [
    { key: "label", title: texts.tag, width: 130, fixed: true, render: (row) => <Link to={`/assets/tags/${row.code}`}>{row.label}</Link> },
    { key: "kind", title: texts.kind, width: 60, render: (row) => <span className={row.kind === "rule" ? "tag" : "tag strong"}>{row.kind_label}</span> },
    { key: "definition", title: texts.definition, width: 430, render: (row) => <span className="tags-definition">{row.definition}</span> },
    { key: "count", title: texts.count, width: 80, align: "right", render: (row) => formatNumber(row.count) },
    { key: "change", title: data?.before ? texts.change(data.before) : texts.noBefore, help: data && !data.before ? texts.noBeforeHelp : undefined, width: 130, align: "right", render: (row) => <Change row={row} /> },
    { key: "source", title: texts.source, width: 220, render: (row) => <OneLine>{row.source}</OneLine> },
    { key: "valid", title: texts.valid, width: 100, render: (row) => formatDate(row.valid_from) },
  ];
  return (
    <>
      <PageHead title={texts.title} note={data && texts.note(data.as_of ?? NOTHING, formatNumber(data.employers), data.release)} />
      <section className="panel">
        <DataTable
          id="tags" label={texts.title} columns={columns} rows={data?.rows ?? []} keyOf={(row) => row.code} loading={isLoading}
          onOpen={(row) => void navigate(`/assets/tags/${row.code}`)} empty={data && <EmptyNote title={texts.empty} />}
        />
      </section>
    </>
  );
}

/** The difference to the day before, with who came and went on hover; nothing to compare with is not zero. */
function Change({ row }: { row: Row }) {
  const texts = useTexts(tagsTexts);
  if (row.before === null) return <span className="quiet">{NOTHING}</span>;
  const by = row.count - row.before;
  const sign = by > 0 ? "▲" : by < 0 ? "▼" : "";
  return (
    <Tooltip title={texts.came(formatNumber(row.joined), formatNumber(row.left))}>
      <span>{by === 0 ? (row.joined ? texts.came(formatNumber(row.joined), formatNumber(row.left)) : texts.same) : `${sign} ${formatNumber(Math.abs(by))}`}</span>
    </Tooltip>
  );
}
