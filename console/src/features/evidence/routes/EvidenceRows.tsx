import { Button, Pagination } from "antd";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";
import { placeFrom, placeText } from "@/features/evidence/api/place";
import { RawRowDrawer } from "@/features/evidence/components/RawRowDrawer";
import { evidenceTexts } from "@/features/evidence/texts";
import { Code } from "@/components/Code";
import { LevelMark } from "@/components/Level";
import { EmptyNote, ErrorNote, Waiting } from "@/components/Note";
import { PageHead } from "@/components/PageHead";
import { RecordTable } from "@/components/RecordTable";
import { SourceClassTag } from "@/components/Tags";
import { number, text, useView } from "@/lib/address";
import type { Api } from "@/lib/api/client";
import { useGet } from "@/lib/api/useGet";
import { formatDate } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";
import { riskTexts } from "@/lib/risk";

const shape = { page: number(1), size: number(50), row: text() };

/** The rows behind one evidence: table, load, file and position of each, masked by grade. */
export function EvidenceRows() {
  const texts = useTexts(evidenceTexts);
  const risk = useTexts(riskTexts);
  const navigate = useNavigate();
  const { evidenceId = "" } = useParams();
  const [view, change] = useView(shape);
  const { data, error, mutate } = useGet("/api/v1/evidence/{evidence_id}/rows", { path: { evidence_id: evidenceId }, query: { page: view.page, size: view.size } });
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  if (!data) return <Waiting height={300} />;
  const { evidence } = data;
  return (
    <>
      <PageHead title={texts.title} note={texts.of(data.label, data.total)} actions={<Button onClick={() => void navigate(-1)}>{texts.back}</Button>} />
      <section className="panel" style={{ padding: "10px 14px", marginBottom: 10 }}>
        <p className="row">
          {evidence.level ? <LevelMark level={evidence.level} /> : null}
          <b>{evidence.text}</b>
        </p>
        <p className="row wrap quiet" style={{ fontSize: 12, marginTop: 4 }}>
          <span>
            {risk.type[evidence.risk_type_code]} · {risk.stance[evidence.stance]}
          </span>
          <span>{evidence.source_label}</span>
          <SourceClassTag of={evidence.source_class} />
          <Code>{data.table}</Code>
          {data.release !== null && <span>{texts.release(data.release)}</span>}
        </p>
      </section>
      <section className="panel" data-testid="source-rows">
        {data.total === 0 ? (
          <EmptyNote title={texts.empty}>{texts.emptyHint}</EmptyNote>
        ) : (
          <>
            <Rows page={data} />
            <Pagination
              size="small"
              style={{ padding: "8px 12px" }}
              align="end"
              current={data.page}
              pageSize={data.size}
              total={data.total}
              showSizeChanger
              onChange={(page, size) => change({ page, size })}
            />
          </>
        )}
      </section>
      <RawRowDrawer place={placeFrom(view.row)} evidenceId={evidenceId} close={() => change({ row: "", page: view.page })} />
    </>
  );
}

function Rows({ page }: { page: Api<"EvidenceRows"> }) {
  const texts = useTexts(evidenceTexts);
  const [params] = useSearchParams();
  const sourceOf = (index: number) => page.rows[index];
  const position = (index: number) => {
    const row = sourceOf(index);
    if (!row) return null;
    if (!row.raw_table) return <span className="mono">{texts.rowNo(row.row_no)}</span>;
    const to = new URLSearchParams(params);
    to.set("row", placeText({ table: row.raw_table, loadId: row.load_id, rowNo: row.row_no }));
    return (
      <Link to={`?${to.toString()}`} title={texts.open} className="nowrap">
        {texts.rowNo(row.row_no)}
      </Link>
    );
  };
  return (
    <RecordTable
      columns={page.columns}
      rows={page.rows.map((row) => row.values)}
      before={[
        { title: texts.position, render: (_row, index) => position(index) },
        { title: texts.file, render: (_row, index) => sourceOf(index)?.file_name ?? sourceOf(index)?.raw_table ?? "" },
        { title: texts.load, render: (_row, index) => <Code short={12}>{sourceOf(index)?.load_id}</Code> },
        ...(page.columns.some((column) => column.name === "known_at") ? [] : [{ title: texts.knownAt, render: (_row: unknown, index: number) => <span className="nowrap">{formatDate(sourceOf(index)?.known_at)}</span> }]),
      ]}
    />
  );
}
