import { describe, expect, it } from "vitest";
import { rowsText } from "@/features/offline/api/offline";

describe("rowsText", () => {
  it("is one row, or the first and the last", () => {
    expect(rowsText([4])).toBe("4");
    expect(rowsText([4, 5, 6])).toBe("4-6");
    expect(rowsText([])).toBe("");
  });
});
