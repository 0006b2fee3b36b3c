import { describe, expect, it } from "vitest";
import { actionsOf, placeOf } from "@/features/standardise/api/standardise";

describe("decisions about standardisation", () => {
  it("lets nobody agree to their own", () => {
    expect(actionsOf({ state: "review", author: "data" }, "data")).toEqual(["end"]);
    expect(actionsOf({ state: "review", author: "data" }, "reviewer")).toEqual(["approve", "refuse"]);
  });
  it("takes back only what is in force or one's own", () => {
    expect(actionsOf({ state: "in_force", author: "data" }, "reviewer")).toEqual(["end"]);
    expect(actionsOf({ state: "ended", author: "data" }, "reviewer")).toEqual([]);
  });
  it("names an item as the command line does", () => {
    expect(placeOf({ system: "tax", table: "year", item: "营业收入" })).toBe("tax.year.营业收入");
  });
});
