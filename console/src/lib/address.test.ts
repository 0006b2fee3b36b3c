import { describe, expect, it } from "vitest";
import { list, number, readView, text, writeView } from "@/lib/address";

const shape = { q: text(), level: list(), page: number(1), sort: text("-level") };

describe("a view in the address", () => {
  it("leaves out what is at its default", () => {
    expect(writeView(shape, { q: "", level: [], page: 1, sort: "-level" }).toString()).toBe("");
  });
  it("comes back as it was written", () => {
    const view = { q: "北京 & Co", level: ["4", "3"], page: 3, sort: "name" };
    expect(readView(shape, new URLSearchParams(writeView(shape, view).toString()))).toEqual(view);
  });
  it("keeps what belongs to others, and ignores a page that is no number", () => {
    const others = new URLSearchParams("tab=events&page=x");
    expect(readView(shape, others).page).toBe(1);
    expect(writeView(shape, { q: "a", level: [], page: 1, sort: "-level" }, others).get("tab")).toBe("events");
  });
});
