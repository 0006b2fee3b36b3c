import { Button, Input, Modal } from "antd";
import { useState } from "react";
import { revokeAuthorisation, type AuthorisationRow } from "@/features/catalogue/api/authorisations";
import { placeOfCode } from "@/features/catalogue/api/catalogue";
import { authorisationTexts } from "@/features/catalogue/authorisationTexts";
import { Apply } from "@/features/catalogue/components/Apply";
import { catalogueTexts } from "@/features/catalogue/texts";
import { Code } from "@/components/Code";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { EmptyNote, ErrorNote, Waiting } from "@/components/Note";
import type { Api } from "@/lib/api/client";
import type { ProblemError } from "@/lib/api/problem";
import { useGet } from "@/lib/api/useGet";
import { formatDate, NOTHING } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";
import { useMay } from "@/lib/session";

const TONES: Record<AuthorisationRow["state"], string> = { granted: "good", review: "warn", refused: "bad", expired: "", revoked: "bad" };

/** Who may use a resource, for what and until when; somebody who needs the data asks here. */
export function Authorisations({ page }: { page: Api<"EntryPage"> }) {
  const texts = useTexts(authorisationTexts);
  const { services } = useTexts(catalogueTexts);
  const [revoking, setRevoking] = useState<AuthorisationRow | null>(null);
  const mayReview = useMay("catalogue.review");
  const { data, error, mutate } = useGet("/api/v1/catalogue/authorisations", { query: { code: placeOfCode(page.code), all: true } });
  if (error) return <ErrorNote error={error} retry={() => void mutate()} />;
  if (!data) return <Waiting />;
  const { columns: words } = texts;
  const shared: DataColumn<AuthorisationRow>[] = [
    { key: "code", title: words.code, width: 96, fixed: true, render: (row) => <Code>{row.code}</Code> },
    { key: "department", title: words.department, width: 150, render: (row) => row.department },
    { key: "purpose", title: words.purpose, width: 200, render: (row) => row.purpose },
    { key: "basis", title: words.basis, width: 200, render: (row) => row.basis || NOTHING },
    { key: "items", title: words.items, width: 180, render: (row) => row.items.map((item) => item.name).join("、") },
    { key: "until", title: words.until, width: 100, render: (row) => row.until },
  ];
  const granted: DataColumn<AuthorisationRow> = { key: "granted", title: words.granted, width: 150, render: (row) => texts.granted(row.reviewer, formatDate(row.decided_at ?? row.submitted_at)) };
  const revoke: DataColumn<AuthorisationRow> = { key: "revoke", title: "", width: 70, render: (row) => <Button size="small" type="link" danger onClick={() => setRevoking(row)}>{texts.revoke}</Button> };
  const state: DataColumn<AuthorisationRow> = { key: "state", title: words.state, width: 80, render: (row) => <span className={`tag ${TONES[row.state]}`}>{row.state_label}</span> };
  const reason: DataColumn<AuthorisationRow> = { key: "reason", title: words.reason, width: 180, render: (row) => row.reason || NOTHING };
  const inForce = data.rows.filter((row) => row.state === "granted");
  const others = data.rows.filter((row) => row.state !== "granted");
  return (
    <div className="stack">
      <section className="panel">
        <div className="panel-head">
          <h2>{texts.title}</h2>
          <span className="quiet">{texts.inForce(data.in_force, data.day)}</span>
          <span className="spread" />
          {page.state === "published" && <Apply page={page} day={data.day} done={() => void mutate()} />}
        </div>
        <DataTable plain id="authorisations" label={texts.title} columns={[...shared, granted, ...(mayReview ? [revoke] : [])]} rows={inForce} keyOf={(row) => row.code} empty={<span className="quiet">{texts.empty}</span>} />
      </section>
      {others.length > 0 && (
        <section className="panel">
          <div className="panel-head">
            <h2>{texts.own}</h2>
          </div>
          <DataTable plain id="authorisations-ended" label={texts.own} columns={[...shared, state, reason]} rows={others} keyOf={(row) => row.code} empty={<span className="quiet">{texts.emptyOwn}</span>} />
        </section>
      )}
      <section className="panel">
        <EmptyNote title={services.empty}>{services.hint}</EmptyNote>
      </section>
      {revoking && <Revoke row={revoking} close={() => setRevoking(null)} done={() => void mutate()} />}
    </div>
  );
}

function Revoke({ row, close, done }: { row: AuthorisationRow; close: () => void; done: () => void }) {
  const texts = useTexts(authorisationTexts);
  const [reason, setReason] = useState("");
  const [error, setError] = useState<ProblemError | null>(null);
  const send = () =>
    revokeAuthorisation(row.code, reason)
      .then(() => {
        close();
        done();
      })
      .catch((problem: ProblemError) => setError(problem));
  return (
    <Modal open title={texts.revokeTitle(row.code)} onCancel={close} okText={texts.revoke} cancelText={texts.cancel} okButtonProps={{ danger: true, disabled: !reason.trim() }} onOk={() => void send()}>
      <p>{`${row.department}：${row.purpose}`}</p>
      <Input.TextArea rows={3} maxLength={500} aria-label={texts.reason} placeholder={texts.reason} value={reason} onChange={(event) => setReason(event.target.value)} />
      {error && <ErrorNote error={error} />}
    </Modal>
  );
}
