import "./marked-sentence.css";
import type { Api } from "@/lib/api/client";

/** A sentence cut at its trigger; offsets that do not fit leave the sentence whole. */
export function cutAtTrigger({ sentence, trigger_start, trigger_end }: Pick<Api<"Sentence">, "sentence" | "trigger_start" | "trigger_end">): [string, string, string] {
  // The server counts characters as Unicode code points, a JavaScript string counts UTF-16 units.
  const signs = Array.from(sentence);
  if (trigger_start < 0 || trigger_end <= trigger_start || trigger_end > signs.length) return [sentence, "", ""];
  return [
    signs.slice(0, trigger_start).join(""),
    signs.slice(trigger_start, trigger_end).join(""),
    signs.slice(trigger_end).join(""),
  ];
}

/** A sentence with its trigger marked. */
export function MarkedSentence({ sentence }: { sentence: Api<"Sentence"> }) {
  const [before, trigger, after] = cutAtTrigger(sentence);
  return (
    <span className="marked-sentence">
      {before}
      {trigger && <mark className={sentence.is_negated ? "negated" : undefined}>{trigger}</mark>}
      {after}
    </span>
  );
}
