import { describe, expect, it } from "vitest";
import { catalogueShape, entryAddress, findingsByPlace, isNarrowed, needed, NOTHING_CHOSEN, withItem } from "@/features/catalogue/api/catalogue";
import { readView } from "@/lib/address";

describe("the catalogue's addresses", () => {
  it("write a resource code without its slash", () => {
    expect(entryAddress("310101/000001")).toBe("/catalogue/entries/310101-000001");
  });
  it("know when the list is narrowed", () => {
    const view = readView(catalogueShape, new URLSearchParams("page=3"));
    expect(isNarrowed(view)).toBe(false);
    expect(isNarrowed({ ...view, class: ["310101"] })).toBe(true);
    expect(isNarrowed({ ...view, ...NOTHING_CHOSEN, q: "缴费" })).toBe(true);
  });
});

describe("the editor", () => {
  it("asks for what the sharing makes mandatory", () => {
    expect(needed({ share_type: "2", open_type: "3" })).toEqual({ condition: true, basis: false, openCondition: false });
    expect(needed({ share_type: "3", open_type: "2" })).toEqual({ condition: false, basis: true, openCondition: true });
  });
  it("changes, adds and removes items without touching the others", () => {
    expect(withItem(["a", "b"], 1, "c")).toEqual(["a", "c"]);
    expect(withItem(["a", "b"], 2, "c")).toEqual(["a", "b", "c"]);
    expect(withItem(["a", "b"], 0, null)).toEqual(["b"]);
  });
  it("puts each finding where it belongs", () => {
    const { fields, items } = findingsByPlace([
      { place: "责任方", message: "必填" },
      { place: "信息项 2（AAB001）", message: "信息项代码重复" },
      { place: "信息项 2（AAB001） 共享条件", message: "有条件共享时必填" },
    ]);
    expect(fields.get("责任方")).toEqual(["必填"]);
    expect(items.get(2)).toEqual(["信息项代码重复", "共享条件：有条件共享时必填"]);
  });
});
