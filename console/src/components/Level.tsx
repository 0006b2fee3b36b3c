import "./level.css";
import { useTexts } from "@/lib/i18n/language";
import { riskTexts, type Level } from "@/lib/risk";

interface Props {
  level: Level | null | undefined;
  /** Writes the whole word beside the letter. */
  full?: boolean;
}

/** A warning level: colour and letter together, never colour alone. */
export function LevelMark({ level, full = false }: Props) {
  const texts = useTexts(riskTexts);
  const known = level ?? 0;
  const name = known === 0 ? texts.noLevel : texts.levelTitle(texts.level[known] ?? "");
  return (
    <span className={`level level-${known}`} title={name}>
      <b aria-hidden={full}>{texts.levelLetter[known]}</b>
      {full ? <span>{name}</span> : <span className="visually-hidden">{name}</span>}
    </span>
  );
}
