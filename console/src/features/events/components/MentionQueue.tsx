import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import type { CorrectionKind } from "@/features/events/api/correct";
import { CorrectDialog } from "@/features/events/components/CorrectDialog";
import { correctionTexts } from "@/features/events/correctionTexts";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { OneLine } from "@/components/OneLine";
import { RiskTypes } from "@/components/Tags";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { formatDate, formatNumber } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

type Row = Api<"UnlinkedMention">;
interface Props {
  page: number;
  size: number;
  change: (view: { page?: number; size?: number }) => void;
}

/** The mentions that no registered enterprise answers to, those in most articles first. */
export function MentionQueue({ page, size, change }: Props) {
  const texts = useTexts(correctionTexts);
  const [open, setOpen] = useState<{ row: Row; kind: CorrectionKind } | null>(null);
  const { data, error, isLoading, mutate } = useGet("/api/v1/mentions/unlinked", { query: { page, size } });
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  const { mention: words } = texts;
  const columns: DataColumn<Row>[] = [
    { key: "name", title: words.name, width: 210, fixed: true, render: (row) => <Link to={`/events?q=${encodeURIComponent(row.mention)}`}>{row.mention}</Link> },
    { key: "status", title: words.status, width: 96, render: (row) => <span className={row.status === "ambiguous" ? "tag warn" : "tag"}>{texts.statuses[row.status] ?? row.status}</span> },
    { key: "types", title: words.types, width: 140, render: (row) => <RiskTypes types={row.types} short /> },
    { key: "events", title: words.events, width: 56, align: "right", render: (row) => formatNumber(row.event_count) },
    { key: "articles", title: words.articles, width: 56, align: "right", render: (row) => formatNumber(row.article_count) },
    { key: "last", title: words.last, width: 100, render: (row) => formatDate(row.last_date) },
    { key: "sentence", title: words.sentence, width: 280, render: (row) => <OneLine>{row.sentence}</OneLine> },
    { key: "candidates", title: words.candidates, width: 190, render: (row) => <OneLine>{row.candidates.map((one) => one.name).join("、") || texts.noCandidates}</OneLine> },
    {
      key: "link",
      title: texts.actions,
      width: 142,
      render: (row) => (
        <span className="row">
          <Button size="small" onClick={() => setOpen({ row, kind: "wrong_employer" })}>
            {words.link}
          </Button>
          <Button size="small" onClick={() => setOpen({ row, kind: "not_a_risk" })}>
            {texts.kinds.not_a_risk}
          </Button>
        </span>
      ),
    },
  ];
  const finish = () => {
    setOpen(null);
    void mutate();
  };
  return (
    <section className="panel">
      <DataTable
        id="unlinked-mentions"
        label={texts.tabs.mentions}
        columns={columns}
        rows={data?.rows ?? []}
        keyOf={(row) => row.mention}
        loading={isLoading}
        empty={data && <EmptyNote title={texts.queueEmpty}>{texts.queueEmptyHint}</EmptyNote>}
        paging={data && { page: data.page, size: data.size, total: data.total, go: (page, size) => change({ page, size }) }}
        toolbar={data && <span className="quiet">{texts.queueNote(data.total)}</span>}
      />
      {open && (
        <CorrectDialog
          kind={open.kind}
          title={(open.kind === "wrong_employer" ? words.title : words.noRisk)(open.row.mention)}
          eventIds={open.row.event_ids}
          mention={open.row.mention}
          close={() => setOpen(null)}
          done={finish}
        />
      )}
    </section>
  );
}
