import { describe, expect, it } from "vitest";
import { isComplete } from "@/features/events/api/correct";

describe("a correction", () => {
  it("needs the credit code of the right firm", () => {
    expect(isComplete({ kind: "wrong_employer", note: "" })).toBe(false);
    expect(isComplete({ kind: "wrong_employer", right_uscc: "91110105MA0000001", note: "" })).toBe(false);
    expect(isComplete({ kind: "wrong_employer", right_uscc: "91110105MA00000011", note: "" })).toBe(true);
  });
  it("needs the right type", () => {
    expect(isComplete({ kind: "wrong_type", note: "" })).toBe(false);
    expect(isComplete({ kind: "wrong_type", right_type: "R4", note: "" })).toBe(true);
  });
  it("needs nothing more where there is no risk", () => {
    expect(isComplete({ kind: "not_a_risk", note: "" })).toBe(true);
  });
});
