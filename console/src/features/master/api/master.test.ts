import { describe, expect, it } from "vitest";
import { steps, subjectOf } from "@/features/master/api/master";

describe("a waterfall", () => {
  it("begins each bar where the one before ended", () => {
    expect(steps([{ weight: -10 }, { weight: 6 }, { weight: 5 }])).toEqual([
      { from: 0, to: -10 },
      { from: -10, to: -4 },
      { from: -4, to: 1 },
    ]);
  });
  it("is of persons unless the address says employers", () => {
    expect(subjectOf("")).toBe("person");
    expect(subjectOf("employer")).toBe("employer");
  });
});
