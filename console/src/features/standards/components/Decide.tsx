import { Button, Input, Modal } from "antd";
import { useState } from "react";
import { approveRevision, refuseRevision } from "@/features/standards/api/revise";
import { revisionTexts } from "@/features/standards/revisionTexts";
import { ErrorNote } from "@/components/Note";
import type { Api } from "@/lib/api/client";
import type { ProblemError } from "@/lib/api/problem";
import { useTexts } from "@/lib/i18n/language";

interface Props {
  step: "approve" | "refuse";
  number: number;
  close: () => void;
  done: (revision: Api<"Revision">) => void;
}

/** Asks for what a decision needs, a reason or a day, and records it. */
export function Decide({ step, number, close, done }: Props) {
  const { revision: words } = useTexts(revisionTexts);
  const [reason, setReason] = useState("");
  const [day, setDay] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ProblemError | null>(null);
  const isApproval = step === "approve";
  const decide = () => {
    setBusy(true);
    setError(null);
    (isApproval ? approveRevision(number, reason.trim(), day) : refuseRevision(number, reason.trim()))
      .then(done)
      .catch((problem: ProblemError) => setError(problem))
      .finally(() => setBusy(false));
  };
  return (
    <Modal
      open
      title={isApproval ? words.approveTitle : words.refuseTitle}
      onCancel={close}
      footer={
        <>
          <Button onClick={close}>{words.cancel}</Button>
          <Button type="primary" danger={!isApproval} loading={busy} disabled={!isApproval && reason.trim() === ""} onClick={decide}>
            {words.steps[step]}
          </Button>
        </>
      }
    >
      <p>{isApproval ? words.approveText : words.refuseText}</p>
      {isApproval && (
        <p className="row">
          {words.effective}
          <Input type="date" size="small" style={{ width: 150 }} aria-label={words.effective} onChange={(event) => setDay(event.target.value || null)} />
        </p>
      )}
      <Input.TextArea rows={3} maxLength={500} aria-label={words.opinion} placeholder={words.opinion} value={reason} onChange={(event) => setReason(event.target.value)} />
      {error && <ErrorNote error={error} />}
    </Modal>
  );
}
