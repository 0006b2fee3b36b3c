import { describe, expect, it } from "vitest";
import { changedLimits, exportAddress } from "@/features/tags/api/tags";

describe("exportAddress", () => {
  it("carries the filters of the list", () => {
    expect(exportAddress("shrinking", { q: "机械", district: ["110105", "110108"] })).toBe("/api/v1/tags/shrinking/export?district=110105&district=110108&q=%E6%9C%BA%E6%A2%B0");
    expect(exportAddress("shrinking", { q: "", district: [] })).toBe("/api/v1/tags/shrinking/export");
  });
});

describe("changedLimits", () => {
  const limits = [
    { name: "days", value: 90 },
    { name: "share_max", value: 5 },
  ];
  it("holds what was typed anew", () => {
    expect(changedLimits(limits, { days: " 60 ", share_max: "5" })).toEqual({ days: "60" });
  });
  it("keeps an emptied field, so that the server can refuse it", () => {
    expect(changedLimits(limits, { days: "" })).toEqual({ days: "" });
  });
  it("is nothing before anything was typed", () => {
    expect(changedLimits(limits, {})).toEqual({});
  });
});
