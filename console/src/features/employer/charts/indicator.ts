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

/** One indicator over the weeks with its thresholds; a gap means not observed, never zero. */
export function indicatorOption(series: Series, weeks: string[], words: readonly string[], states: Record<string, string>): EChartsOption {
  const points = new Map(series.points.map((point) => [point.week, point]));
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
          const seen = point !== undefined && point.value !== null && point.state !== "not_observed" && point.state !== "masked";
          return {
            value: seen ? (point.value as number) : "-",
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
    ],
  };
}
