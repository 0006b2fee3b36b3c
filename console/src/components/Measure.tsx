import "./measure.css";
import { Tooltip } from "antd";
import type { ReactNode } from "react";
import type { Api } from "@/lib/api/client";
import { formatDate, formatMeasure } from "@/lib/format";
import { defineTexts, useTexts } from "@/lib/i18n/language";

export type State = Api<"IndicatorPoint">["state"];

const measureTexts = defineTexts(
  {
    words: { observed: "已观测", zero: "零", stale: "陈旧", partial: "不完整", not_observed: "未观测", masked: "已脱敏" },
    help: {
      observed: "按时到数的观测值",
      zero: "观测到的零，不是缺数",
      stale: "来源未按时到数，沿用最近一次的值",
      partial: "来源只到了一部分，数值可能偏低",
      not_observed: "没有任何来源能观测，不代表没有风险",
      masked: "按数据分级脱敏，需要相应权限",
    },
    dataDate: (date: string) => `数据日期 ${date}`,
    legend: "数值的五种样式",
  },
  {
    words: { observed: "Observed", zero: "Zero", stale: "Stale", partial: "Partial", not_observed: "Not observed", masked: "Masked" },
    help: {
      observed: "An observed value, on time",
      zero: "An observed zero, not missing data",
      stale: "The source is late; the last known value stands",
      partial: "Only part of the source arrived; the value may be too low",
      not_observed: "No source can observe this; it does not mean no risk",
      masked: "Masked by its data grade; needs the right to see it",
    },
    dataDate: (date: string) => `as of ${date}`,
    legend: "Five looks of a value",
  },
);

interface Props {
  state: State;
  value: number | null | undefined;
  unit?: string | null;
  dataDate?: string | null;
  /** Replaces the usual writing of the value. */
  children?: ReactNode;
}

/** A value in one of the five looks: not observed, stale, partial, masked and zero are never confused. */
export function Measure({ state, value, unit, dataDate, children }: Props) {
  const texts = useTexts(measureTexts);
  const look = state === "observed" && value === 0 ? "zero" : state === "observed" && value == null ? "not_observed" : state;
  const written = children ?? formatMeasure(value, unit);
  const date = dataDate ? `（${texts.dataDate(formatDate(dataDate))}）` : "";
  return (
    <Tooltip title={look === "observed" ? date.slice(1, -1) : `${texts.help[look]}${date}`}>
      <span className={`measure measure-${look}`}>
        {look === "not_observed" && texts.words.not_observed}
        {look === "masked" && <span aria-label={texts.words.masked}>＊＊＊</span>}
        {look === "stale" && (
          <>
            <i aria-label={texts.words.stale}>◷</i>
            {written}
          </>
        )}
        {look === "partial" && (
          <>
            <i aria-label={texts.words.partial}>◐</i>
            {written}
          </>
        )}
        {(look === "observed" || look === "zero") && written}
      </span>
    </Tooltip>
  );
}

/** The words of the states, for charts that cannot show the looks. */
export function useMeasureWords(): Record<State | "zero", string> {
  return useTexts(measureTexts).words;
}

/** The five looks side by side with their words. */
export function MeasureLegend() {
  const texts = useTexts(measureTexts);
  const samples: [State, number | null, keyof typeof texts.words][] = [
    ["not_observed", null, "not_observed"],
    ["stale", 12, "stale"],
    ["partial", 12, "partial"],
    ["masked", null, "masked"],
    ["observed", 0, "zero"],
  ];
  return (
    <ul className="measure-legend" aria-label={texts.legend}>
      {samples.map(([state, value, word]) => (
        <li key={word}>
          <Measure state={state} value={value} />
          {word === "not_observed" ? null : <span className="quiet">{texts.words[word]}</span>}
        </li>
      ))}
    </ul>
  );
}
