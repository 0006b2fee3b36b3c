import { describe, expect, it } from "vitest";
import { byKind, keyOf, type Waiting } from "@/features/approvals/api/approvals";

const one = (kind: string, number: number, is_own = false): Waiting => ({
  kind, number, is_own, kind_label: kind, code: "", title: "", party: "", author: "", submitted_at: "", summary: "",
});

describe("a batch of approvals", () => {
  const waiting = [one("duty", 1), one("entry", 1), one("entry", 2), one("entry", 3, true)];
  it("is grouped by kind in the order of the inbox", () => {
    const chosen = new Set(["entry/2", "duty/1", "entry/1"]);
    expect(byKind(waiting, chosen)).toEqual([["duty", [1]], ["entry", [1, 2]]]);
  });
  it("never holds what the person submitted", () => {
    expect(byKind(waiting, new Set(waiting.map(keyOf)))).toEqual([["duty", [1]], ["entry", [1, 2]]]);
    expect(byKind(waiting, new Set(["entry/3"]))).toEqual([]);
  });
});
