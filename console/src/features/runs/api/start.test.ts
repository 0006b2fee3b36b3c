import { describe, expect, it } from "vitest";
import { pulse, stepPercent, stepSeconds } from "@/features/runs/api/start";

describe("progress of a step", () => {
  it("does not pretend to know how much there is to do", () => {
    expect(stepPercent({ state: "running", done: 12, total: 0 })).toBeNull();
    expect(stepPercent({ state: "waiting", done: 0, total: 0 })).toBe(0);
    expect(stepPercent({ state: "running", done: 1, total: 3 })).toBe(33);
    expect(stepPercent({ state: "done", done: 0, total: 0 })).toBe(100);
    expect(stepPercent({ state: "running", done: 9, total: 3 })).toBe(100);
  });
  it("counts until now while it runs", () => {
    const started_at = "2026-11-22T01:00:00Z";
    expect(stepSeconds({ started_at, ended_at: null }, Date.parse("2026-11-22T01:00:05Z"))).toBe(5);
    expect(stepSeconds({ started_at, ended_at: "2026-11-22T01:00:02Z" }, Date.parse("2026-11-22T02:00:00Z"))).toBe(2);
    expect(stepSeconds({ started_at: null, ended_at: null }, 0)).toBeNull();
  });
  it("asks again only while something runs", () => {
    expect(pulse(["done", "running"])).toBe(1000);
    expect(pulse(["done", undefined])).toBe(0);
  });
});
