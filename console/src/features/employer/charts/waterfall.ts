import type { EChartsOption } from "echarts";
import type { Api } from "@/lib/api/client";
import { ACCENT, escapeHtml, INK, INK_3, TEXT, tooltip, valueAxis } from "@/lib/charts/style";

type Part = Api<"ScorePart">;

export interface Step {
  label: string;
  /** Where the bar begins and ends on the scale of the score. */
  from: number;
  to: number;
  points: number;
  isTotal: boolean;
}

interface Total {
  label: string;
  score: number;
}

/** The bars from zero to the score: every part stands on those before it, the total on the ground. */
export function waterfallSteps(parts: Part[], total: Total): Step[] {
  let reached = 0;
  const steps = parts.map(({ label, points }) => {
    const from = reached;
    reached += points;
    return { label, from, to: reached, points, isTotal: false };
  });
  return [...steps, { label: total.label, from: 0, to: total.score, points: total.score, isTotal: true }];
}

function colourOf(step: Step): string {
  if (step.isTotal) return INK;
  return step.points < 0 ? "#8fa3a2" : ACCENT;
}

function signed({ points, isTotal }: Step): string {
  return `${isTotal || points < 0 ? "" : "+"}${points.toFixed(1)}`;
}

/** The score as a waterfall, one line per part, to be read from top to bottom. */
export function waterfallOption(parts: Part[], total: Total): EChartsOption {
  const steps = waterfallSteps(parts, total);
  return {
    animation: false,
    grid: { left: 4, right: 44, top: 4, bottom: 4, containLabel: true },
    tooltip: {
      ...tooltip,
      formatter: (each: unknown) => {
        const step = steps[(each as { dataIndex: number }).dataIndex];
        return step ? `${escapeHtml(step.label)}<br><b>${signed(step)}</b>` : "";
      },
    },
    xAxis: { ...valueAxis, min: 0, position: "top" },
    yAxis: {
      type: "category",
      inverse: true,
      data: steps.map((step) => step.label),
      axisLine: { lineStyle: { color: "#c3cad1" } },
      axisTick: { show: false },
      axisLabel: { ...TEXT, color: INK, width: 120, overflow: "truncate" },
    },
    series: [
      {
        type: "bar",
        stack: "waterfall",
        silent: true,
        itemStyle: { color: "transparent" },
        data: steps.map((step) => Math.min(step.from, step.to)),
      },
      {
        type: "bar",
        stack: "waterfall",
        barMaxWidth: 14,
        label: { show: true, position: "right", color: INK_3, fontSize: 11, formatter: ({ dataIndex }) => {
          const step = steps[dataIndex];
          return step ? signed(step) : "";
        } },
        data: steps.map((step) => ({ value: Math.abs(step.to - step.from), itemStyle: { color: colourOf(step) } })),
      },
    ],
  };
}
