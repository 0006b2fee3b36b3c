import { DownloadOutlined, UploadOutlined } from "@ant-design/icons";
import { Button, Input, Upload } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { answerRow, decideRow, uploadPackage } from "@/features/quality/api/quality";
import { qualityTexts } from "@/features/quality/texts";
import { Code } from "@/components/Code";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { ErrorNote } from "@/components/Note";
import { OneLine } from "@/components/OneLine";
import { PageHead } from "@/components/PageHead";
import { may } from "@/lib/access";
import { number, useView } from "@/lib/address";
import type { Api } from "@/lib/api/client";
import type { ProblemError } from "@/lib/api/problem";
import { useForget, useGet } from "@/lib/api/useGet";
import { useTexts } from "@/lib/i18n/language";
import { useSession } from "@/lib/session";

const shape = { page: number(1), size: number(50) };
type Row = Api<"ReworkRow">;

/** Rows that were answered and wait for the re-check or a decision. */
const answeredOf = (counts: Record<string, number>): number => (counts.corrected ?? 0) + (counts.contested ?? 0);

/** One order: its rows, the unit's answers, and decisions on objections. */
export function ReworkOrder() {
  const texts = useTexts(qualityTexts);
  const words = texts.rework;
  const order = Number(useParams().number);
  const { session } = useSession();
  const [view, change] = useView(shape);
  const [notes, setNotes] = useState<Record<number, string>>({});
  const [failed, setFailed] = useState<ProblemError | null>(null);
  const [busy, setBusy] = useState(false);
  const [taken, setTaken] = useState<string | null>(null);
  const forget = useForget();
  const { data, error, isLoading, mutate } = useGet("/api/v1/quality/rework/{number}", { path: { number: order }, query: view });
  const run = (act: Promise<unknown>) => {
    setFailed(null);
    act.then(() => forget("/api/v1/quality/rework")).then(() => mutate()).catch((problem: ProblemError) => setFailed(problem));
  };
  const upload = (file: File) => {
    const counted = data?.counts ?? {};
    setBusy(true);
    setTaken(null);
    run(uploadPackage(order, file).then((after) => setTaken(words.taken(file.name, answeredOf(after.counts) - answeredOf(counted)))).finally(() => setBusy(false)));
  };
  const note = (row: Row) => notes[row.position] ?? "";
  const actions = (row: Row) => {
    const answers = may(session?.person, "quality.rework") && ["open", "corrected"].includes(row.state);
    const decides = may(session?.person, "quality.manage") && row.state === "contested";
    if (!answers && !decides) return null;
    return (
      <span className="row">
        <Input size="small" style={{ width: 150 }} aria-label={decides ? words.reason : words.note2} placeholder={decides ? words.reason : words.note2} value={note(row)} onChange={(event) => setNotes({ ...notes, [row.position]: event.target.value })} />
        {answers && <Button size="small" onClick={() => run(answerRow(order, row.position, "更正", note(row)))}>{words.corrected}</Button>}
        {answers && <Button size="small" onClick={() => run(answerRow(order, row.position, "申辩", note(row)))}>{words.contest}</Button>}
        {decides && <Button size="small" onClick={() => run(decideRow(order, row.position, true, note(row)))}>{words.uphold}</Button>}
        {decides && <Button size="small" onClick={() => run(decideRow(order, row.position, false, note(row)))}>{words.refuse}</Button>}
      </span>
    );
  };
  const columns: DataColumn<Row>[] = [
    { key: "key", title: texts.findings.key, width: 190, fixed: true, render: (row) => <OneLine>{row.row_key}</OneLine> },
    { key: "value", title: texts.findings.value, width: 180, render: (row) => <Code>{row.value}</Code> },
    { key: "place", title: texts.findings.place, width: 220, render: (row) => <OneLine>{`${row.load_id} : ${row.row_no ?? ""}`}</OneLine> },
    { key: "state", title: words.state, width: 150, render: (row) => <span className={["fixed", "exempted"].includes(row.state) ? "tag good" : "tag warn"}>{row.state_label}</span> },
    { key: "note", title: words.note2, width: 190, render: (row) => <OneLine>{[row.note, row.decision, row.failed_checks ? words.failedChecks(row.failed_checks) : ""].filter(Boolean).join("；")}</OneLine> },
    { key: "action", title: words.action, width: 360, render: actions },
  ];
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  return (
    <>
      <PageHead
        title={<><Link to="/quality/rework">{words.back}</Link> / {words.order(order)}</>}
        note={data && `${data.owner} · ${data.rule_label} · ${words.due} ${data.due}（${words.left(data.days_left)}）`}
        actions={
          may(session?.person, "quality.rework") && (
            <>
              <Button size="small" icon={<DownloadOutlined />} href={`/api/v1/quality/rework/${order}/package`}>{words.package}</Button>
              {data && data.state !== "closed" && (
                <Upload accept=".xlsx" showUploadList={false} beforeUpload={(file) => (upload(file), false)}>
                  <Button size="small" icon={<UploadOutlined />} loading={busy}>{words.upload}</Button>
                </Upload>
              )}
            </>
          )
        }
      />
      {failed && <ErrorNote error={failed} />}
      {taken && <p className="note-done" role="status">{taken}</p>}
      <section className="panel">
        <DataTable id="quality-rework-rows" label={words.order(order)} columns={columns} rows={data?.rows ?? []} keyOf={(row) => String(row.position)} loading={isLoading} empty={null} paging={data && { page: view.page, size: view.size, total: data.row_count, go: (page, size) => change({ page, size }) }} />
      </section>
    </>
  );
}
