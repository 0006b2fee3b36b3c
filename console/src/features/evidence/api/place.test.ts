import { describe, expect, it } from "vitest";
import { placeFrom, placeText } from "@/features/evidence/api/place";

describe("place of a raw row in the address", () => {
  it("comes back as it was written", () => {
    const place = { table: "raw_utilities__utility_month", loadId: "000171-20261122-utilities-utility_month", rowNo: 209 };
    expect(placeFrom(placeText(place))).toEqual(place);
  });
  it("is nothing when the address is empty or broken", () => {
    expect([placeFrom(""), placeFrom("a/b"), placeFrom("a/b/x")]).toEqual([null, null, null]);
  });
});
