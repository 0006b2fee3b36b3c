import { describe, expect, it } from "vitest";
import { formatDate, formatDuration, formatMeasure, formatMoney, NOTHING } from "@/lib/format";

describe("formats", () => {
  it("says which unit money is in", () => {
    expect(formatMoney(9999)).toBe("9,999 元");
    expect(formatMoney(1_234_500)).toBe("123.45 万元");
    expect(formatMoney(-20_000)).toBe("-2 万元");
  });
  it("never writes absence as zero", () => {
    expect(formatMoney(null)).toBe(NOTHING);
    expect(formatMeasure(undefined, "人")).toBe(NOTHING);
    expect(formatMeasure(0, "人")).toBe("0 人");
    expect(formatDate(null)).toBe(NOTHING);
  });
  it("writes ratios as percentages and durations as people say them", () => {
    expect(formatMeasure(0.125, "ratio")).toBe("12.5%");
    expect(formatDuration(8.24)).toBe("8.2 s");
    expect(formatDuration(200)).toBe("3 min 20 s");
  });
});
