import { describe, expect, it } from "vitest";
import { indicatorOption, nearThresholds } from "@/features/employer/charts/indicator";
import { historyOption } from "@/features/employer/charts/history";
import { waterfallOption, waterfallSteps } from "@/features/employer/charts/waterfall";
import type { Api } from "@/lib/api/client";

const parts: Api<"ScorePart">[] = [
  { label: "A组", points: 28 },
  { label: "来源互证", points: 12 },
  { label: "规模与敏感时段", points: -3 },
];
const total = { label: "合计", score: 37 };

describe("waterfall", () => {
  it("lets every part stand on the ones before and the total on the ground", () => {
    expect(waterfallSteps(parts, total).map(({ from, to }) => [from, to])).toEqual([[0, 28], [28, 40], [40, 37], [0, 37]]);
  });
  it("never draws a bar of negative length", () => {
    const [base, bar] = waterfallOption(parts, total).series as [{ data: number[] }, { data: { value: number }[] }];
    expect(base.data).toEqual([0, 28, 37, 0]);
    expect(bar.data.map((each) => each.value)).toEqual([28, 12, 3, 37]);
  });
});

describe("indicator", () => {
  const point = (week: string, value: number | null, state: Api<"IndicatorPoint">["state"]): Api<"IndicatorPoint"> => ({ week, value, state, level: 0, points: null, data_date: null });
  const series: Api<"IndicatorSeries"> = {
    indicator_id: "A1", label: "月净减员人数", group: "减员", unit: "人", types: ["R1"],
    thresholds: [{ level: 2, value: 20, text: "≥20", from_date: null }, { level: 4, value: null, text: "直接认定", from_date: null }],
    points: [point("2026-W45", 0, "observed"), point("2026-W46", null, "not_observed"), point("2026-W47", 12, "stale")],
  };
  const [line] = indicatorOption(series, ["2026-W44", "2026-W45", "2026-W46", "2026-W47"], ["无", "蓝", "黄", "橙", "红"], {}).series as [
    { data: { value: unknown; symbol: string }[]; markLine: { data: { yAxis: number }[] }; connectNulls: boolean },
  ];
  it("leaves a gap where nothing was observed, and keeps zero a value", () => {
    expect(line.data.map((each) => each.value)).toEqual(["-", 0, "-", 12]);
    expect(line.connectNulls).toBe(false);
  });
  it("gives room to thresholds near the values, and does not flatten the line for one far away", () => {
    const limits = [0.5, 1.5, 2.5, 500].map((value) => ({ level: 2 as const, value, text: "", from_date: null }));
    expect(nearThresholds([4, 6], limits)).toEqual([0.5, 1.5, 2.5]);
    expect(nearThresholds([-80, -20], [{ level: 2, value: -30, text: "", from_date: null }])).toEqual([-30]);
  });
  it("draws stale values hollow and only thresholds that have a value", () => {
    expect(line.data[3]?.symbol).toBe("emptyCircle");
    expect(line.markLine.data.map((each) => each.yAxis)).toEqual([20]);
  });
});

describe("history", () => {
  it("shows one bar a week", () => {
    const option = historyOption([{ week: "2026-W46", level: 4, score: 88, types: [], status: "confirmed", change: "same" }], []);
    expect((option.series as [{ data: { value: number }[] }])[0].data[0]?.value).toBe(88);
  });
});
