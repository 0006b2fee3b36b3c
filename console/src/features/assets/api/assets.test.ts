import { describe, expect, it } from "vitest";
import { foundBefore } from "@/features/assets/api/assets";

describe("foundBefore", () => {
  it("counts places and hits", () => {
    expect(foundBefore({ found_before: { "raw/a": 3, "serving/000001.sqlite3": 2 } })).toEqual({ places: 2, hits: 5 });
  });
  it("is nothing before the first stage", () => {
    expect(foundBefore({})).toEqual({ places: 0, hits: 0 });
  });
});
