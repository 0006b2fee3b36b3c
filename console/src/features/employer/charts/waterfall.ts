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
  kind: Part["kind"];
}

/** The bars from zero to the score; a total stands on the ground, everything else on what came before. */
export function waterfallSteps(parts: Part[]): Step[] {
  let reached = 0;
  return parts.map(({ label, points, kind }) => {
    const from = kind === "total" ? 0 : reached;
    const to = kind === "total" ? points : reached + points;
    reached = to;
    return { label, from, to, points, kind };
  });
}

function colourOf(step: Step): string {
  if (step.kind === "total") return INK;
  if (step.points < 0) return "#8fa3a2";
  return step.kind === "event" ? "#7a6aa8" : ACCENT;
}

function signed(points: number, kind: Part["kind"]): string {
  return `${kind === "total" || points < 0 ? "" : "+"}${points.toFixed(1)}`;
}

/** The score as a waterfall, one line per part, to be read from top to bottom. */
export function waterfallOption(parts: Part[]): EChartsOption {
  const steps = waterfallSteps(parts);
  return {
    animation: false,
    aria: { enabled: true },
    grid: { left: 4, right: 44, top: 4, bottom: 4, containLabel: true },
    tooltip: {
      ...tooltip,
      formatter: (each: unknown) => {
        const step = steps[(each as { dataIndex: number }).dataIndex];
        return step ? `${escapeHtml(step.label)}<br><b>${signed(step.points, step.kind)}</b>` : "";
      },
    },
    xAxis: { ...valueAxis, min: 0, position: "top" },
    yAxis: {
      type: "category",
      inverse: true,
      data: steps.map((step) => step.label),
      axisLine: { lineStyle: { color: "#c3cad1" } },
      axisTick: { show: false },
      axisLabel: { ...TEXT, color: INK, width: 190, overflow: "truncate" },
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
          return step ? signed(step.points, step.kind) : "";
        } },
        data: steps.map((step) => ({ value: Math.abs(step.to - step.from), itemStyle: { color: colourOf(step) } })),
      },
    ],
  };
}
