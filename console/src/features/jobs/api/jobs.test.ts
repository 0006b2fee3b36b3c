import { describe, expect, it } from "vitest";
import { mayCancel, mayRetry, percent, pulse, span } from "@/features/jobs/api/jobs";

describe("jobs", () => {
  it("are retried only after a bad end and stopped only while open", () => {
    expect(mayRetry({ state: "failed" })).toBe(true);
    expect(mayRetry({ state: "done" })).toBe(false);
    expect(mayRetry({ state: "waiting" })).toBe(false);
    expect(mayCancel({ state: "running", is_cancel_asked: false })).toBe(true);
    expect(mayCancel({ state: "running", is_cancel_asked: true })).toBe(false);
    expect(mayCancel({ state: "crashed", is_cancel_asked: false })).toBe(false);
  });
  it("do not pretend to know how much there is to do", () => {
    expect(percent({ state: "running", done: 1, total: 0 })).toBeNull();
    expect(percent({ state: "running", done: 1, total: 4 })).toBe(25);
    expect(percent({ state: "waiting", done: 0, total: 4 })).toBeNull();
  });
  it("are asked about often only while one is open", () => {
    expect(pulse(["done", "queued"])).toBe(2_000);
    expect(pulse(["done"])).toBe(15_000);
  });
  it("show bounds with one side open", () => {
    expect(span(1, null, String)).toBe("≥ 1");
    expect(span(null, null, String)).toBe("");
    expect(span(1, 9, String)).toBe("1–9");
  });
});
