import { describe, expect, it } from "vitest";
import { codeOf, districtMapOption } from "@/features/ledger/charts/districtMap";
import { trendOption } from "@/features/ledger/charts/trend";
import type { Api } from "@/lib/api/client";

const map = {
  type: "FeatureCollection",
  note: "示意图",
  source: "",
  features: [
    { type: "Feature", properties: { code: "110101", name: "东城区" }, geometry: null },
    { type: "Feature", properties: { code: "110105", name: "朝阳区" }, geometry: null },
  ],
} as unknown as Api<"DistrictMap">;

describe("trend", () => {
  it("stacks four levels, the gravest last and so on top", () => {
    const option = trendOption([{ week: "2026-W47", blue: 9, yellow: 5, orange: 2, red: 1 }], ["无", "蓝", "黄", "橙", "红"]);
    const series = option.series as { name: string; data: number[]; stack: string }[];
    expect(series.map((each) => [each.name, each.data[0]])).toEqual([["蓝", 9], ["黄", 5], ["橙", 2], ["红", 1]]);
    expect(new Set(series.map((each) => each.stack)).size).toBe(1);
  });
});

describe("district map", () => {
  it("gives every district a count and marks the chosen", () => {
    const option = districtMapOption({ map, counts: [{ value: "110105", label: "朝阳区", count: 7 }], chosen: ["110105"], tip: String });
    const [series] = option.series as [{ data: object[] }];
    expect(series.data).toMatchObject([
      { name: "东城区", value: 0, selected: false },
      { name: "朝阳区", value: 7, selected: true },
    ]);
  });
  it("finds the code of a clicked name", () => {
    expect(codeOf(map, "东城区")).toBe("110101");
    expect(codeOf(map, "上海")).toBeUndefined();
  });
});
