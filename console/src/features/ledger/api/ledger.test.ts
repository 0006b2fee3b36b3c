import { describe, expect, it } from "vitest";
import { exportAddress, isNarrowed, ledgerParams, ledgerShape } from "@/features/ledger/api/ledger";
import { readView } from "@/lib/address";

const view = readView(ledgerShape, new URLSearchParams("level=4&level=3&district=110105&q=商贸&sort=-score&page=2"));

describe("ledger view", () => {
  it("asks the server for exactly the view", () => {
    expect(ledgerParams(view).query).toMatchObject({ level: [4, 3], district: ["110105"], q: "商贸", sort: "-score", page: 2, week: undefined });
  });
  it("exports the same rows in the same order, not one page of them", () => {
    const params = new URL(exportAddress(view, "xlsx"), "http://host").searchParams;
    expect(params.getAll("level")).toEqual(["4", "3"]);
    expect([params.get("sort"), params.get("q"), params.get("page"), params.get("format")]).toEqual(["-score", "商贸", null, "xlsx"]);
  });
  it("knows whether anything is filtered", () => {
    expect(isNarrowed(view)).toBe(true);
    expect(isNarrowed(readView(ledgerShape, new URLSearchParams("sort=name&page=3")))).toBe(false);
  });
});
