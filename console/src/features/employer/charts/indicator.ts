import type { EChartsOption } from "echarts";
import type { Api } from "@/lib/api/client";
import { categoryAxis, escapeHtml, INK_2, shortWeek, TEXT, tooltip, valueAxis } from "@/lib/charts/style";
import { formatMeasure } from "@/lib/format";
import { LEVEL_COLOURS } from "@/lib/risk";

type Series = Api<"IndicatorSeries">;

/** Filled: observed; hollow: stale or partial. What was not observed leaves a gap. */
const SYMBOLS: Record<Api<"IndicatorPoint">["state"], string> = {
  observed: "circle",
  stale: "emptyCircle",
  partial: "emptyTriangle",
  not_observed: "none",
  masked: "none",
};

/** The thresholds worth room on the axis: those no further from the values than the values reach themselves. */
export function nearThresholds(values: number[], thresholds: Series["thresholds"]): number[] {
  const limits = thresholds.flatMap(({ value }) => (value === null ? [] : [value]));
  if (values.length === 0) return limits;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const reach = Math.max(Math.abs(low), Math.abs(high), high - low);
  return limits.filter((limit) => limit >= low - reach && limit <= high + reach);
}

/** One indicator over the weeks with its thresholds; a gap means not observed, never zero. */
export function indicatorOption(series: Series, weeks: string[], words: readonly string[], states: Record<string, string>): EChartsOption {
  const points = new Map(series.points.map((point) => [point.week, point]));
  const seen = (point: Api<"IndicatorPoint"> | undefined) => (point && !["not_observed", "masked"].includes(point.state) ? point.value : null);
  const near = nearThresholds(series.points.flatMap((point) => seen(point) ?? []), series.thresholds);
  return {
    animation: false,
    grid: { left: 4, right: 30, top: 10, bottom: 2, containLabel: true },
    tooltip: {
      ...tooltip,
      trigger: "axis",
      formatter: (shown: unknown) => {
        const week = weeks[(shown as { dataIndex: number }[])[0]?.dataIndex ?? -1];
        const point = week === undefined ? undefined : points.get(week);
        if (!week || !point) return "";
        return `${week}<br><b>${escapeHtml(formatMeasure(point.value, series.unit))}</b> ${states[point.state] ?? ""}`;
      },
    },
    xAxis: { ...categoryAxis, data: weeks.map(shortWeek) },
    yAxis: { ...valueAxis, splitNumber: 3, scale: true },
    series: [
      {
        type: "line",
        connectNulls: false,
        lineStyle: { color: INK_2, width: 1.5 },
        data: weeks.map((week) => {
          const point = points.get(week);
          return {
            value: seen(point) ?? "-",
            symbol: point ? SYMBOLS[point.state] : "none",
            symbolSize: 6,
            itemStyle: { color: point?.level ? LEVEL_COLOURS[point.level].fill : INK_2 },
          };
        }),
        markLine: {
          silent: true,
          symbol: "none",
          data: series.thresholds.flatMap((threshold) =>
            threshold.value === null
              ? []
              : [
                  {
                    yAxis: threshold.value,
                    lineStyle: { color: LEVEL_COLOURS[threshold.level].ink, type: "dashed" as const, width: 1 },
                    label: { ...TEXT, color: LEVEL_COLOURS[threshold.level].ink, formatter: words[threshold.level] ?? "", position: "end" as const },
                  },
                ],
          ),
        },
      },
      // Draws nothing: it makes the axis reach to the thresholds and keep round numbers.
      { type: "line", silent: true, symbol: "none", lineStyle: { opacity: 0 }, tooltip: { show: false }, data: near.slice(0, weeks.length) },
    ],
  };
}
