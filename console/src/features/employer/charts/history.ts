import type { EChartsOption } from "echarts";
import type { Api } from "@/lib/api/client";
import { categoryAxis, shortWeek, tooltip, valueAxis } from "@/lib/charts/style";
import { LEVEL_COLOURS } from "@/lib/risk";

/** The score of every week in the colour of its level. */
export function historyOption(history: Api<"AlertWeek">[], words: readonly string[]): EChartsOption {
  return {
    animation: false,
    grid: { left: 4, right: 8, top: 8, bottom: 2, containLabel: true },
    tooltip: {
      ...tooltip,
      formatter: (each: unknown) => {
        const standing = history[(each as { dataIndex: number }).dataIndex];
        return standing ? `${standing.week}<br><b>${standing.score.toFixed(1)}</b> ${words[standing.level] ?? ""}` : "";
      },
    },
    xAxis: { ...categoryAxis, data: history.map((standing) => shortWeek(standing.week)) },
    yAxis: { ...valueAxis, min: 0, max: 100, interval: 20 },
    series: [
      {
        type: "bar",
        barMaxWidth: 22,
        data: history.map((standing) => ({ value: standing.score, itemStyle: { color: LEVEL_COLOURS[standing.level].fill } })),
      },
    ],
  };
}
