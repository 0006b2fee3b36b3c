import "@/features/catalogue/catalogue.css";
import { DownloadOutlined, UploadOutlined } from "@ant-design/icons";
import { Button, Upload } from "antd";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { createDraft, dropDraft, EMPTY_ENTRY, importFile, submitContracts } from "@/features/catalogue/api/catalogue";
import { workTexts } from "@/features/catalogue/texts";
import { Code } from "@/components/Code";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { OneLine } from "@/components/OneLine";
import { PageHead } from "@/components/PageHead";
import type { Api } from "@/lib/api/client";
import type { ProblemError } from "@/lib/api/problem";
import { useGet } from "@/lib/api/useGet";
import { formatMoment, NOTHING } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";

/** Where entries come from: the editor, the source contracts, an Excel file; and the drafts of the person. */
export function Drafts() {
  const texts = useTexts(workTexts);
  const navigate = useNavigate();
  const { data, error, mutate } = useGet("/api/v1/catalogue/drafts", {});
  const { columns: words } = texts;
  const columns: DataColumn<Api<"DraftHead">>[] = [
    { key: "name", title: words.name, width: 280, fixed: true, render: (row) => <Link to={`/catalogue/drafts/${row.id}`}>{row.name || texts.unnamed}</Link> },
    { key: "code", title: words.code, width: 150, render: (row) => (row.resource_code ? <Code>{row.resource_code}</Code> : NOTHING) },
    { key: "changed", title: words.changed, width: 170, render: (row) => formatMoment(row.changed_at) },
    { key: "refused", title: words.refused, width: 320, render: (row) => <OneLine>{row.refused_reason || NOTHING}</OneLine> },
    { key: "remove", title: "", width: 80, render: (row) => <Button size="small" type="text" danger onClick={() => void dropDraft(row.id).then(() => mutate())}>{texts.remove}</Button> },
  ];
  return (
    <>
      <PageHead title={texts.title} note={texts.note} />
      <Ways />
      {error ? (
        <ErrorNote error={error} retry={() => void mutate()} />
      ) : (
        <section className="panel">
          <DataTable id="drafts" label={texts.drafts} columns={columns} rows={data ?? []} keyOf={(row) => String(row.id)} onOpen={(row) => void navigate(`/catalogue/drafts/${row.id}`)} empty={data && <EmptyNote title={texts.empty}>{texts.emptyHint}</EmptyNote>} toolbar={<h2>{texts.drafts}</h2>} />
        </section>
      )}
    </>
  );
}

function Ways() {
  const texts = useTexts(workTexts);
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<ProblemError | null>(null);
  const [done, setDone] = useState<Api<"SubmitResult"> | null>(null);
  const act = (doing: Promise<Api<"SubmitResult">>) => {
    setBusy(true);
    setFailed(null);
    setDone(null);
    doing
      .then(setDone)
      .catch((problem: ProblemError) => setFailed(problem))
      .finally(() => setBusy(false));
  };
  const create = () => void createDraft(EMPTY_ENTRY).then((draft) => navigate(`/catalogue/drafts/${draft.id}`), (problem: ProblemError) => setFailed(problem));
  return (
    <>
      <div className="work-ways">
        <section className="panel">
          <Button type="primary" onClick={create}>
            {texts.create}
          </Button>
          <span className="quiet">{texts.note}</span>
        </section>
        <section className="panel">
          <Button loading={busy} onClick={() => act(submitContracts())}>
            {texts.fromContracts}
          </Button>
          <span className="quiet">{texts.contractsHint}</span>
        </section>
        <section className="panel">
          <span className="row">
            <Upload accept=".xlsx,.json" showUploadList={false} beforeUpload={(file) => (act(importFile(file)), false)}>
              <Button icon={<UploadOutlined />} loading={busy}>
                {texts.import}
              </Button>
            </Upload>
            <Button type="link" icon={<DownloadOutlined />} href="/api/v1/catalogue/export?format=xlsx" download>
              {texts.template}
            </Button>
          </span>
          <span className="quiet">{texts.importHint}</span>
        </section>
      </div>
      {done && <p className="note-done" role="status" style={{ marginBottom: 10 }}>{texts.imported(done.read, done.submitted, done.unchanged)}</p>}
      {failed && (failed.errors.length > 0 ? <Wrong errors={failed.errors} /> : <ErrorNote error={failed} />)}
    </>
  );
}

function Wrong({ errors }: { errors: string[] }) {
  const texts = useTexts(workTexts);
  return (
    <section className="panel" role="alert" style={{ marginBottom: 10 }}>
      <div className="panel-head">
        <h2>{texts.wrong(errors.length)}</h2>
      </div>
      <ul className="import-errors">
        {errors.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
    </section>
  );
}
