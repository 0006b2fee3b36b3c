import { describe, expect, it } from "vitest";
import { menuFor, placeOf } from "@/app/menu";

describe("menu", () => {
  it("shows only what the person may open", () => {
    const auditor = menuFor((permission) => ["audit.read", "runs.read"].includes(permission));
    expect(auditor.map((group) => group.pages.map((page) => page.path))).toEqual([["/runs", "/jobs"], ["/platform"], ["/audit"]]);
  });
  it("keeps an employer and its evidence below the ledger", () => {
    const all = menuFor(() => true);
    expect(placeOf(all, "/employers/91110000000000000X").page?.word).toBe("ledger");
    expect(placeOf(all, "/runs/12").page?.word).toBe("runs");
    expect(placeOf(all, "/catalogue/entries/310101-000001").page?.word).toBe("catalogueList");
    expect(placeOf(all, "/catalogue/log").page?.word).toBe("catalogueLog");
    expect(placeOf(all, "/lineage/tree").page?.word).toBe("tree");
    expect(placeOf(all, "/nowhere")).toEqual({});
  });
});
