import "@/features/offline/offline.css";
import { UploadOutlined } from "@ant-design/icons";
import { Alert, Button, Upload } from "antd";
import { useState } from "react";
import { lookAt, type Place } from "@/features/offline/api/offline";
import { FoundTable } from "@/features/offline/components/FoundTable";
import { offlineTexts } from "@/features/offline/texts";
import { Code } from "@/components/Code";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote } from "@/components/Note";
import { OneLine } from "@/components/OneLine";
import { PageHead } from "@/components/PageHead";
import type { Api } from "@/lib/api/client";
import type { ProblemError } from "@/lib/api/problem";
import { useGet } from "@/lib/api/useGet";
import { NOTHING } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";
import { useMay } from "@/lib/session";

const ANYWHERE: Place = { header: "", sheet: "" };

/** Files as units send them: a layout is proposed and shown, corrected once and remembered. */
export function Offline() {
  const texts = useTexts(offlineTexts);
  const mayKeep = useMay("catalogue.submit");
  const [file, setFile] = useState<File | null>(null);
  const [place, setPlace] = useState(ANYWHERE);
  const [found, setFound] = useState<Api<"FoundTables"> | null>(null);
  const [kept, setKept] = useState<Api<"KeptLayout"> | null>(null);
  const [failed, setFailed] = useState<ProblemError | null>(null);
  const [busy, setBusy] = useState(false);
  const layouts = useGet("/api/v1/offline/layouts", {});
  const look = (chosen: File, at: Place) => {
    setBusy(true);
    setFailed(null);
    setKept(null);
    lookAt(chosen, at)
      .then((tables) => (setFile(chosen), setPlace(at), setFound(tables)))
      .catch((problem: ProblemError) => setFailed(problem))
      .finally(() => setBusy(false));
  };
  const done = (layout: Api<"KeptLayout">) => {
    setKept(layout);
    setFound(null);
    void layouts.mutate();
  };
  return (
    <>
      <PageHead
        title={texts.title}
        note={texts.note}
        actions={mayKeep && (
          <Upload accept=".xlsx,.xls,.csv,.et,.txt" showUploadList={false} beforeUpload={(chosen) => (look(chosen, ANYWHERE), false)}>
            <Button type="primary" icon={<UploadOutlined />} loading={busy} title={texts.hint}>{texts.choose}</Button>
          </Upload>
        )}
      />
      {failed && <ErrorNote error={failed} />}
      {kept && <Alert type="success" showIcon style={{ marginBottom: 10 }} title={texts.taken(kept.example)} description={<>{texts.takenHint} <Code>{kept.fingerprint}</Code></>} />}
      {found && file && (
        <section aria-label={texts.of(found.file, found.tables.length)}>
          <h2>{texts.of(found.file, found.tables.length)}</h2>
          {found.tables.length === 0 && <section className="panel"><EmptyNote title={texts.none}>{texts.noneHint}</EmptyNote></section>}
          {found.tables.map((table) => (
            <FoundTable key={`${table.sheet} ${table.range} ${table.fingerprint}`} file={file} place={place} table={table} again={(at) => look(file, at)} done={done} busy={busy} />
          ))}
        </section>
      )}
      <KeptLayouts rows={layouts.data} error={layouts.error} retry={() => void layouts.mutate()} mayKeep={mayKeep} />
    </>
  );
}

interface KeptProps {
  rows: Api<"KeptLayout">[] | undefined;
  error: ProblemError | undefined;
  retry: () => void;
  mayKeep: boolean;
}

function KeptLayouts({ rows, error, retry, mayKeep }: KeptProps) {
  const texts = useTexts(offlineTexts);
  const columns: DataColumn<Api<"KeptLayout">>[] = [
    { key: "fingerprint", title: texts.fingerprint, width: 180, fixed: true, render: (row) => <Code>{row.fingerprint}</Code> },
    { key: "example", title: texts.example, width: 240, render: (row) => <OneLine>{row.example || NOTHING}</OneLine> },
    { key: "columns", title: texts.header, width: 560, render: (row) => <OneLine>{row.columns.map((one) => (one.unit ? `${one.name}（${one.unit}）` : one.name)).join("、")}</OneLine> },
    { key: "used", title: texts.usedBy, width: 240, render: (row) => (row.used_by?.length ? <OneLine>{row.used_by.join("、")}</OneLine> : <span className="quiet">{texts.notUsed}</span>) },
  ];
  if (error) return <ErrorNote error={error} retry={retry} />;
  return (
    <section className="panel">
      <header className="panel-head"><h2>{texts.kept}</h2></header>
      <DataTable id="offline-layouts" label={texts.kept} columns={columns} rows={rows ?? []} keyOf={(row) => row.fingerprint} plain empty={rows && <EmptyNote title={texts.keptNone}>{mayKeep ? texts.keptNoneHint : texts.mayNot}</EmptyNote>} />
    </section>
  );
}
