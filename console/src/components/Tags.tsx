import { Tooltip } from "antd";
import type { Api } from "@/lib/api/client";
import { useTexts } from "@/lib/i18n/language";
import { riskTexts, type RiskCode } from "@/lib/risk";

/** The risk types of an alert, the main one first and strong. */
export function RiskTypes({ types, main, short = false }: { types: RiskCode[]; main?: RiskCode | null; short?: boolean }) {
  const texts = useTexts(riskTexts);
  const ordered = main ? [main, ...types.filter((type) => type !== main)] : types;
  return (
    <span className="row wrap" style={{ gap: short ? 2 : 4 }}>
      {ordered.map((type) => (
        <span key={type} className={`tag ${type === main ? "strong" : ""} ${short ? "tight" : ""}`} title={texts.type[type]}>
          {(short ? texts.shortType : texts.type)[type]}
        </span>
      ))}
    </span>
  );
}

/** Whether two keys turned, or the alert still has to be verified. */
export function StatusTag({ status }: { status: Api<"Alert">["status"] }) {
  const texts = useTexts(riskTexts);
  return (
    <Tooltip title={texts.statusHelp[status]}>
      <span className={status === "confirmed" ? "tag good" : "tag warn"}>{texts.status[status]}</span>
    </Tooltip>
  );
}

const ARROWS: Record<string, string> = { new: "＋", raised: "↑", lowered: "↓", same: "＝", closed: "✓" };

/** What changed against the week before; arrow and word. */
export function ChangeTag({ change }: { change: Api<"Alert">["change"] }) {
  const texts = useTexts(riskTexts);
  return (
    <span className={change === "same" ? "quiet nowrap" : "nowrap"}>
      {ARROWS[change]} {texts.change[change]}
    </span>
  );
}

/** Which of the three classes a source belongs to. */
export function SourceClassTag({ of }: { of: Api<"Evidence">["source_class"] }) {
  const texts = useTexts(riskTexts);
  return of ? <span className="tag">{texts.sourceClass[of]}</span> : null;
}
