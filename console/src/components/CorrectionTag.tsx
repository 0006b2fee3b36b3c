import { Tooltip } from "antd";
import type { Api } from "@/lib/api/client";
import { formatMoment } from "@/lib/format";
import { defineTexts, useTexts } from "@/lib/i18n/language";
import { riskTexts } from "@/lib/risk";

const correctionTexts = defineTexts(
  { to: "更正为", none: "不是风险", by: (name: string, at: string) => `${name} 于 ${at} 更正` },
  { to: "Corrected to", none: "Not a risk", by: (name: string, at: string) => `Corrected by ${name} on ${at}` },
);

/** What an analyst said is right about an event, in words; the day and the person stand in the tip. */
export function CorrectionTag({ event }: { event: Pick<Api<"Event">, "correction" | "risk_type_code"> }) {
  const texts = useTexts(correctionTexts);
  const risk = useTexts(riskTexts);
  const made = event.correction;
  if (!made) return null;
  const right = [made.right_type !== event.risk_type_code && made.right_type && risk.type[made.right_type], made.right_name ?? made.right_uscc].filter(Boolean);
  return (
    <Tooltip title={[texts.by(made.by, formatMoment(made.at)), made.remark, made.note].filter(Boolean).join("；")}>
      <span className="tag bad" style={{ maxWidth: "100%", overflow: "hidden", textOverflow: "ellipsis", verticalAlign: "bottom" }}>{made.is_risk ? `${texts.to} ${right.join("、")}` : texts.none}</span>
    </Tooltip>
  );
}
