import "./correct-dialog.css";
import { Button } from "antd";
import { useState } from "react";
import type { CorrectionKind } from "@/features/events/api/correct";
import { CorrectDialog } from "@/features/events/components/CorrectDialog";
import { correctionTexts } from "@/features/events/correctionTexts";
import { Code } from "@/components/Code";
import type { Api } from "@/lib/api/client";
import { formatMoment } from "@/lib/format";
import { useTexts } from "@/lib/i18n/language";
import { riskTexts } from "@/lib/risk";
import { useMay } from "@/lib/session";

const KINDS: readonly CorrectionKind[] = ["wrong_employer", "wrong_type", "not_a_risk"];

/** The three buttons of an event page, for those who may correct. */
export function CorrectButtons({ event, done }: { event: Api<"Event">; done: () => void }) {
  const texts = useTexts(correctionTexts);
  const mayCorrect = useMay("events.correct");
  const [kind, setKind] = useState<CorrectionKind | null>(null);
  if (!mayCorrect) return null;
  const finish = () => {
    setKind(null);
    done();
  };
  return (
    <span className="row no-print" role="group" aria-label={texts.actions}>
      {KINDS.map((each) => (
        <Button key={each} size="small" disabled={each === "not_a_risk" && event.correction?.is_risk === false} onClick={() => setKind(each)}>
          {texts.kinds[each]}
        </Button>
      ))}
      {kind && (
        <CorrectDialog
          kind={kind}
          title={texts.kinds[kind] ?? ""}
          eventIds={[event.event_id]}
          mention={event.mention}
          type={event.correction?.right_type ?? event.risk_type_code}
          close={() => setKind(null)}
          done={finish}
        />
      )}
    </span>
  );
}

/** What was corrected since the last run: by whom, what is right, and that it will be judged anew. */
export function CorrectedNote({ event }: { event: Api<"Event"> }) {
  const texts = useTexts(correctionTexts);
  const risk = useTexts(riskTexts);
  const made = event.correction;
  if (!made) return null;
  return (
    <section className="panel event-corrected" role="status">
      <p>
        <b>{texts.made(texts.kinds[made.kind] ?? made.label, made.by, formatMoment(made.at))}</b> <span className="quiet">{made.note}</span>
      </p>
      <p className="row wrap">
        {!made.is_risk && <span>{texts.right.none}</span>}
        {made.right_type && made.right_type !== event.risk_type_code && (
          <span>
            {texts.right.type}：{risk.type[made.right_type]}
          </span>
        )}
        {made.right_uscc && (
          <span>
            {texts.right.employer}：{made.right_name} <Code>{made.right_uscc}</Code>
          </span>
        )}
        {made.remark && <span className="quiet">{made.remark}</span>}
      </p>
    </section>
  );
}
