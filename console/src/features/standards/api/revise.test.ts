import { describe, expect, it } from "vitest";
import { codeSetRequest, countEdits, editFaults, fieldsRequest, resumeEdits, startEdits, type CodeEdit } from "@/features/standards/api/revise";

const values = [
  { code: "01", label: "欠薪", level: "", doubt: "" },
  { code: "06", label: "老板失联", level: "", doubt: "" },
  { code: "07", label: "拖延", level: "", doubt: "" },
  { code: "99", label: "其他", level: "", doubt: "" },
];

function edited(change: (edit: CodeEdit) => Partial<CodeEdit>): CodeEdit[] {
  return startEdits(values).map((edit) => ({ ...edit, ...change(edit) }));
}

describe("revising a code set", () => {
  it("starts without any change", () => {
    expect(countEdits(startEdits(values))).toEqual({ added: 0, renamed: 0, mapped: 0, removed: 0 });
    expect(codeSetRequest("TOPIC", startEdits(values), "").values).toEqual({ "01": "欠薪", "06": "老板失联", "07": "拖延", "99": "其他" });
  });

  it("tells merged codes from those without successor", () => {
    const edits = [
      ...edited(({ code }) => (code === "06" ? { gone: true, to: "99" } : code === "07" ? { gone: true } : code === "01" ? { label: "拖欠工资" } : {})),
      { code: " 08 ", was: "", label: "停工", gone: false, to: "", isNew: true },
      { code: "", was: "", label: "", gone: false, to: "", isNew: true },
    ];
    expect(countEdits(edits)).toEqual({ added: 1, renamed: 1, mapped: 1, removed: 1 });
    expect(codeSetRequest("TOPIC", edits, " 合并 ")).toEqual({
      kind: "code_set",
      id: "TOPIC",
      note: "合并",
      fields: {},
      values: { "01": "拖欠工资", "08": "停工", "99": "其他" },
      mappings: { "06": "99" },
    });
  });

  it("goes on from a draft", () => {
    const drafted = { "01": "拖欠工资", "07": "拖延", "08": "停工", "99": "其他" };
    const edits = resumeEdits(values, drafted, { "06": "99" });
    expect(countEdits(edits)).toEqual({ added: 1, renamed: 1, mapped: 1, removed: 0 });
    expect(codeSetRequest("TOPIC", edits, "")).toMatchObject({ values: drafted, mappings: { "06": "99" } });
  });

  it("names a code that stands twice", () => {
    const edits = [...startEdits(values), { code: "99", was: "", label: "又一", gone: false, to: "", isNew: true }];
    expect(editFaults(edits)).toEqual(["99"]);
    expect(editFaults(startEdits(values))).toEqual([]);
  });
});

describe("revising fields", () => {
  it("sends only what differs and takes out what was emptied", () => {
    const was = { name: "单位名称", format: "c..100", unit: "元", definition: "某" };
    expect(fieldsRequest("data_element", "DE-AAB004", was, { ...was, format: "c..200", unit: " " }, "加长")).toEqual({
      kind: "data_element",
      id: "DE-AAB004",
      note: "加长",
      fields: { format: "c..200", unit: null },
    });
  });

  it("sends a new name beside the fields", () => {
    expect(fieldsRequest("term", "item", { name: "信息项" }, { name: "数据项" }, "")).toMatchObject({ name: "数据项", fields: {} });
  });
});
