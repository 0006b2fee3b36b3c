import type { EChartsOption } from "echarts";
import type { Api } from "@/lib/api/client";
import { categoryAxis, shortWeek, TEXT, tooltip, valueAxis } from "@/lib/charts/style";
import { LEVEL_COLOURS } from "@/lib/risk";

const KEYS = [
  { key: "blue", level: 1 },
  { key: "yellow", level: 2 },
  { key: "orange", level: 3 },
  { key: "red", level: 4 },
] as const;

/** Employers at each level, week by week, stacked with the gravest on top. */
export function trendOption(points: Api<"TrendPoint">[], words: readonly string[]): EChartsOption {
  return {
    animation: false,
    grid: { left: 8, right: 8, top: 26, bottom: 4, containLabel: true },
    legend: { top: 0, right: 0, itemWidth: 10, itemHeight: 8, itemGap: 10, textStyle: TEXT },
    tooltip: { ...tooltip, trigger: "axis", axisPointer: { type: "shadow" } },
    xAxis: { ...categoryAxis, data: points.map((point) => shortWeek(point.week)) },
    yAxis: { ...valueAxis, minInterval: 1, splitNumber: 3 },
    series: KEYS.map(({ key, level }) => ({
      type: "bar" as const,
      name: words[level] ?? key,
      stack: "level",
      barMaxWidth: 18,
      itemStyle: { color: LEVEL_COLOURS[level].fill },
      data: points.map((point) => point[key]),
    })),
  };
}
