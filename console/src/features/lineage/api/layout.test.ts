import { describe, expect, it } from "vitest";
import { layoutGraph, shortId, type Picture, type PictureNode } from "@/features/lineage/api/layout";

const node = (id: string, level: string): PictureNode => ({ id, level, kind: "column", kind_label: "", label: id, level_label: "", is_table: true, columns: 0 });
const picture: Picture = {
  node: node("core_a", "core"),
  by: "table",
  nodes: [node("core_a", "core"), node("s/t", "source"), node("report:weekly", "service")],
  edges: [{ source: "s/t", target: "core_a", how: "", is_condition: false }],
  left_out: 0,
};

describe("layoutGraph", () => {
  it("keeps nodes to the column of their level, without empty columns between", () => {
    const columns = Object.fromEntries(layoutGraph(picture).children.map((one) => [one.id, one.layoutOptions["elk.partitioning.partition"]]));
    expect(columns).toEqual({ "s/t": "0", core_a: "1", "report:weekly": "2" });
  });
  it("gives every edge an id of its own", () => {
    expect(layoutGraph(picture).edges).toEqual([{ id: "s/t → core_a", sources: ["s/t"], targets: ["core_a"] }]);
  });
});

it("writes a file's hash by its beginning", () => {
  expect(shortId(`file:${"ab".repeat(32)}#表!C3:C9`)).toBe("abababab… 表!C3:C9");
  expect(shortId("core_a.b")).toBe("core_a.b");
});
