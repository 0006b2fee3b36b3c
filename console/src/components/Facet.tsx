import "./facet.css";
import { useState, type ReactNode } from "react";
import type { Api } from "@/lib/api/client";
import { formatNumber } from "@/lib/format";
import { defineTexts, useTexts } from "@/lib/i18n/language";

const facetTexts = defineTexts(
  { more: (count: number) => `其余 ${count} 项`, less: "收起", clear: "清除" },
  { more: (count: number) => `${count} more`, less: "Less", clear: "Clear" },
);

interface Props {
  title: string;
  choices: Api<"Choice">[];
  chosen: string[];
  choose: (values: string[]) => void;
  mark?: (choice: Api<"Choice">) => ReactNode;
  limit?: number;
}

/** The values of one field with how many rows have each; choosing several means either. */
export function Facet({ title, choices, chosen, choose, mark, limit = 7 }: Props) {
  const texts = useTexts(facetTexts);
  const [all, setAll] = useState(false);
  const greatest = Math.max(1, ...choices.map((choice) => choice.count));
  const shown = all ? choices : choices.filter((choice, index) => index < limit || chosen.includes(choice.value));
  const toggle = (value: string) =>
    choose(chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value]);
  return (
    <fieldset className="facet">
      <legend>
        {title}
        {chosen.length > 0 && (
          <button type="button" className="plain facet-clear" onClick={() => choose([])}>
            {texts.clear}
          </button>
        )}
      </legend>
      {shown.map((choice) => (
        <label key={choice.value} className={chosen.includes(choice.value) ? "chosen" : undefined}>
          <input type="checkbox" checked={chosen.includes(choice.value)} onChange={() => toggle(choice.value)} />
          <span className="facet-name">{mark ? mark(choice) : choice.label}</span>
          <span className="facet-bar" style={{ width: `${(choice.count / greatest) * 100}%` }} aria-hidden />
          <span className="facet-count">{formatNumber(choice.count)}</span>
        </label>
      ))}
      {choices.length > shown.length || all ? (
        choices.length > limit && (
          <button type="button" className="plain facet-more" onClick={() => setAll(!all)}>
            {all ? texts.less : texts.more(choices.length - shown.length)}
          </button>
        )
      ) : null}
    </fieldset>
  );
}
