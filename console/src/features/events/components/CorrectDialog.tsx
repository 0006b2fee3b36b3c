import "./correct-dialog.css";
import { Button, Input, Modal, Select } from "antd";
import { useState } from "react";
import { correctEvents, isComplete, type Correction, type CorrectionKind } from "@/features/events/api/correct";
import { EnterpriseSelect } from "@/features/events/components/EnterpriseSelect";
import { correctionTexts } from "@/features/events/correctionTexts";
import { ErrorNote } from "@/components/Note";
import type { ProblemError } from "@/lib/api/problem";
import { useTexts } from "@/lib/i18n/language";
import { riskTexts, type RiskCode } from "@/lib/risk";

interface Props {
  kind: CorrectionKind;
  title: string;
  eventIds: readonly string[];
  /** What the article calls the employer; the search for the right one starts from it. */
  mention: string;
  /** What the event is read to be now; not offered as the right type. */
  type?: RiskCode;
  close: () => void;
  done: () => void;
}

/** Asks what is right and records it. */
export function CorrectDialog({ kind, title, eventIds, mention, type, close, done }: Props) {
  const texts = useTexts(correctionTexts);
  const risk = useTexts(riskTexts);
  const [wish, setWish] = useState<Correction>({ kind, note: "" });
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ProblemError | null>(null);
  const change = (part: Partial<Correction>) => setWish((before) => ({ ...before, ...part }));
  const save = () => {
    setBusy(true);
    setError(null);
    correctEvents(eventIds, { ...wish, note: wish.note?.trim() ?? "" })
      .then(done)
      .catch((problem: ProblemError) => setError(problem))
      .finally(() => setBusy(false));
  };
  const { form } = texts;
  return (
    <Modal
      open
      title={title}
      width={520}
      onCancel={close}
      footer={
        <>
          <Button onClick={close}>{form.cancel}</Button>
          <Button type="primary" loading={busy} disabled={!isComplete(wish)} onClick={save}>
            {form.save}
          </Button>
        </>
      }
    >
      <div className="correct-dialog">
        {kind === "wrong_employer" && <EnterpriseSelect start={mention} chosen={wish.right_uscc ?? ""} choose={(right_uscc) => change({ right_uscc })} />}
        {kind === "wrong_type" && (
          <label>
            <span>{form.type}</span>
            <Select
              aria-label={form.type}
              placeholder={form.typePlaceholder}
              value={wish.right_type ?? undefined}
              onChange={(right_type: RiskCode) => change({ right_type })}
              options={Object.entries(risk.type).filter(([code]) => code !== type).map(([value, label]) => ({ value, label }))}
            />
          </label>
        )}
        {kind === "not_a_risk" && <p>{form.notARisk}</p>}
        <label>
          <span>{form.note}</span>
          <Input.TextArea rows={2} maxLength={500} placeholder={form.notePlaceholder} value={wish.note} onChange={(event) => change({ note: event.target.value })} />
        </label>
        {error && <ErrorNote error={error} />}
      </div>
    </Modal>
  );
}
