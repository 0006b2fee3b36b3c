import { describe, expect, it } from "vitest";
import { formatDate, formatDuration, formatMeasure, formatMoment, formatMoney, NOTHING } from "@/lib/format";

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
  it("writes days as ISO does, however they came", () => {
    for (const day of ["2026-09-26", "2026-09-26T14:40:00+08:00", "20260926", "20260926144000"]) expect(formatDate(day)).toBe("2026-09-26");
  });
  it("tells moments in the bureau's time, whatever clock the reader has", () => {
    expect(formatMoment("2026-11-22T18:00:00Z")).toBe("2026-11-23 02:00:00");
    expect(formatMoment("2026-11-23T02:00:00+08:00")).toBe("2026-11-23 02:00:00");
    expect(formatMoment(null)).toBe(NOTHING);
  });
  it("writes ratios as percentages and durations as people say them", () => {
    expect(formatMeasure(0.125, "ratio")).toBe("12.5%");
    expect(formatDuration(8.24)).toBe("8.2 s");
    expect(formatDuration(200)).toBe("3 min 20 s");
  });
});
