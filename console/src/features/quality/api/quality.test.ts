import { describe, expect, it } from "vitest";
import { ruleBody } from "@/features/quality/api/quality";

const range = { kind: "range", label: "取值范围", dimension: "constraint", columns: [1, 1], options: { min: "value", max: "value" }, needs: [["min", "max"]] };

describe("ruleBody", () => {
  it("holds only what the kind knows, with numbers as numbers", () => {
    const body = ruleBody(range, { table: "t", columns: ["a"], min: "0", pattern: "x", blocks: true });
    expect(body).toEqual({ kind: "range", blocks: true, table: "t", columns: ["a"], min: 0 });
  });
  it("splits lists and keeps codes as texts", () => {
    const codes = { ...range, kind: "code_set", options: { values: "list", code_set: "text" } };
    expect(ruleBody(codes, { values: "01，02 03", columns: ["a"] })).toMatchObject({ values: ["01", "02", "03"], blocks: false });
  });
});
