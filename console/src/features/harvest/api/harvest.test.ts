import { describe, expect, it } from "vitest";
import { rangeOf } from "@/features/harvest/api/harvest";

describe("a range", () => {
  it("is one value where both ends are the same", () => {
    expect(rangeOf({ minimum: "1", maximum: "1" })).toBe("1");
    expect(rangeOf({ minimum: "1", maximum: "9" })).toBe("1 … 9");
  });
});
