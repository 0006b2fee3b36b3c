import { Button } from "antd";
import { useState } from "react";
import { undo, type Subject } from "@/features/master/api/master";
import { masterTexts } from "@/features/master/texts";
import { Code } from "@/components/Code";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote } from "@/components/Note";
import type { Api } from "@/lib/api/client";
import type { ProblemError } from "@/lib/api/problem";
import { useForget, useGet } from "@/lib/api/useGet";
import { formatMoment } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

interface Props {
  subject: Subject;
  page: number;
  size: number;
  go: (page: number, size: number) => void;
}

/** What was judged, by whom, and the way to take it back. */
export function JudgementList({ subject, page, size, go }: Props) {
  const texts = useTexts(masterTexts);
  const [failed, setFailed] = useState<ProblemError | null>(null);
  const forget = useForget();
  const { data, error, isLoading, mutate } = useGet("/api/v1/master/{subject}/judgements", { path: { subject }, query: { page, size } });
  const { columns: words } = texts;
  const takeBack = (number: number) => {
    setFailed(null);
    undo(subject, number)
      .then(() => forget("/api/v1/master"))
      .then(() => mutate())
      .catch((problem: ProblemError) => setFailed(problem));
  };
  const columns: DataColumn<Api<"StoredJudgement">>[] = [
    { key: "verdict", title: words.verdict, width: 130, fixed: true, render: (row) => <span className="tag">{row.label}</span> },
    { key: "left", title: words.left, width: 200, render: (row) => <Code>{row.left}</Code> },
    { key: "right", title: words.right, width: 200, render: (row) => <Code>{row.right}</Code> },
    { key: "by", title: words.by, width: 120, render: (row) => row.by },
    { key: "at", title: words.at, width: 160, render: (row) => formatMoment(row.at) },
    { key: "undo", title: texts.undo, width: 140, render: (row) => (row.undone_by ? <span className="quiet">{texts.undone(row.undone_by)}</span> : <Button size="small" onClick={() => takeBack(row.id)}>{texts.undo}</Button>) },
  ];
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  return (
    <>
      {failed && <ErrorNote error={failed} />}
      <section className="panel">
        <DataTable
          id="master-judgements"
          label={texts.tabs.judgements}
          columns={columns}
          rows={data?.rows ?? []}
          keyOf={(row) => String(row.id)}
          loading={isLoading}
          empty={data && <EmptyNote title={texts.noJudgements}>{texts.noJudgementsHint}</EmptyNote>}
          paging={data && { page, size, total: data.total, go }}
        />
      </section>
    </>
  );
}
