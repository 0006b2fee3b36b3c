import { fireEvent, render, screen, within } from "@testing-library/react";
import { useState } from "react";
import { describe, expect, it, vi } from "vitest";
import { Code } from "@/components/Code";
import { DataTable, type DataColumn } from "@/components/DataTable";
import { Facet } from "@/components/Facet";
import { LevelMark } from "@/components/Level";
import { Measure, MeasureLegend, type State } from "@/components/Measure";
import { ErrorNote } from "@/components/Note";
import { RecordTable } from "@/components/RecordTable";
import { problemOf, ProblemError } from "@/lib/api/problem";
import { LanguageProvider } from "@/lib/i18n/language";
import { LEVEL_COLOURS, type Level } from "@/lib/risk";

describe("level", () => {
  it("is told by letter and by word, never by colour alone", () => {
    render(<LevelMark level={4} />);
    expect(screen.getByText("红")).toBeTruthy();
    expect(screen.getByText("红色预警")).toBeTruthy();
  });
  it("is legible: contrast of at least 4.5 on its surface and of its ink on white", () => {
    for (const level of [0, 1, 2, 3, 4] as Level[]) {
      const { fill, on, ink, soft } = LEVEL_COLOURS[level];
      expect(contrast(on, fill)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(ink, "#ffffff")).toBeGreaterThanOrEqual(4.5);
      expect(contrast(ink, soft)).toBeGreaterThanOrEqual(4.5);
    }
  });
});

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

describe("measure", () => {
  const look = (state: State, value: number | null) => render(<Measure state={state} value={value} unit="人" />).container.innerHTML;
  it("gives absence, staleness, part, mask and zero five different looks", () => {
    const looks = [look("not_observed", null), look("stale", 3), look("partial", 3), look("masked", null), look("observed", 0), look("observed", 3)];
    expect(new Set(looks).size).toBe(6);
  });
  it("never shows a missing value as a number", () => {
    const { container } = render(<Measure state="observed" value={null} />);
    expect(container.textContent).toBe("未观测");
  });
  it("keeps zero a number", () => {
    const { container } = render(<Measure state="observed" value={0} unit="人" />);
    expect(container.textContent).toBe("0 人");
  });
  it("has a legend of all five", () => {
    render(<MeasureLegend />);
    expect(within(screen.getByRole("list")).getAllByRole("listitem")).toHaveLength(5);
  });
});

describe("error", () => {
  const problem = { code: "access-denied", status: 403, detail: "您没有权限", hint: "请向管理员申请", id: "abc123" };
  it("says what, what to do and which id to quote", () => {
    render(<ErrorNote error={new ProblemError(problem)} />);
    for (const text of ["为什么不能看", "您没有权限", "请向管理员申请", "abc123"]) expect(screen.getByText(text, { exact: false })).toBeTruthy();
  });
  it("makes a problem of an answer that is none, such as a proxy's page", () => {
    const made = problemOf("<html>", { status: 502, statusText: "Bad Gateway" });
    expect([made.code, made.status, made.message]).toEqual(["http-502", 502, "Bad Gateway"]);
    render(<ErrorNote error={made} />);
    expect(screen.getByText("服务器没有给出说明（状态 502）")).toBeTruthy();
    expect(screen.queryByText("Bad Gateway")).toBeNull();
  });
  it("speaks English when asked", () => {
    localStorage.setItem("anlan.language", "en-US");
    render(
      <LanguageProvider>
        <ErrorNote error={ProblemError.unreachable(new TypeError("offline"))} />
      </LanguageProvider>,
    );
    expect(screen.getByText("The server cannot be reached")).toBeTruthy();
  });
});

describe("table", () => {
  interface Row {
    id: string;
    name: string;
  }
  const columns: DataColumn<Row>[] = [
    { key: "name", title: "名称", width: 100, fixed: true, render: (row) => row.name },
    { key: "id", title: "编号", width: 100, sort: "id", render: (row) => row.id },
    { key: "spare", title: "备用", width: 100, hidden: true, render: () => "x" },
  ];
  const data = [
    { id: "1", name: "甲" },
    { id: "2", name: "乙" },
  ];
  const table = (onOpen = vi.fn(), onSort = vi.fn()) => {
    render(<DataTable id="t" label="表" columns={columns} rows={data} keyOf={(row) => row.id} onOpen={onOpen} onSort={onSort} sort="-id" sumTitle="合计" empty="空" />);
    return { onOpen, onSort };
  };
  it("is walked with j and k and opened with Enter", () => {
    const { onOpen } = table();
    for (const key of ["j", "j", "j", "k", "j", "Enter"]) fireEvent.keyDown(window, { key });
    expect(onOpen).toHaveBeenCalledExactlyOnceWith(data[1]);
  });
  it("does not move while somebody types", () => {
    const { onOpen } = table();
    const field = document.body.appendChild(document.createElement("input"));
    fireEvent.keyDown(field, { key: "j" });
    fireEvent.keyDown(window, { key: "Enter" });
    expect(onOpen).not.toHaveBeenCalled();
    field.remove();
  });
  it("has a total line and hides what is hidden by default", () => {
    table();
    expect(screen.getAllByText("合计").length).toBeGreaterThan(0);
    expect(screen.queryByText("备用")).toBeNull();
  });
  it("turns the order round on a click on the head", () => {
    const { onSort } = table();
    fireEvent.click(screen.getAllByText("编号")[0] as HTMLElement);
    expect(onSort).toHaveBeenCalledWith("id");
  });
});

describe("facet", () => {
  it("adds and takes away values, several meaning either", () => {
    function Host() {
      const [chosen, choose] = useState<string[]>([]);
      return <Facet title="级别" choices={[{ value: "4", label: "红", count: 2 }, { value: "3", label: "橙", count: 1 }]} chosen={chosen} choose={choose} />;
    }
    render(<Host />);
    const red = screen.getByRole<HTMLInputElement>("checkbox", { name: /红/ });
    const orange = screen.getByRole<HTMLInputElement>("checkbox", { name: /橙/ });
    fireEvent.click(red);
    fireEvent.click(orange);
    fireEvent.click(red);
    expect([red.checked, orange.checked]).toEqual([false, true]);
  });
});

describe("record", () => {
  it("writes values as their columns declare them", () => {
    render(
      <RecordTable
        columns={[
          { name: "amount", label: "金额", type: "decimal", unit: "元", grade: "L2", item: null },
          { name: "person", label: "个人编号", type: "code", unit: null, grade: "L3", item: "AAC001" },
          { name: "gone", label: "缺", type: "text", unit: null, grade: "L2", item: null },
        ]}
        rows={[{ amount: 614000, person: "1101****21", gone: null }]}
      />,
    );
    expect(screen.getByText("61.4 万元")).toBeTruthy();
    expect(screen.getByTitle("按数据分级脱敏").textContent).toBe("1101****21");
    expect(screen.getByText("—")).toBeTruthy();
  });
});

describe("code", () => {
  it("can be copied", async () => {
    const writeText = vi.fn(() => Promise.resolve());
    vi.stubGlobal("navigator", { ...navigator, clipboard: { writeText } });
    render(<Code>91110105MA155QNLXH</Code>);
    fireEvent.click(screen.getByRole("button", { name: "复制 91110105MA155QNLXH" }));
    expect(writeText).toHaveBeenCalledWith("91110105MA155QNLXH");
    expect(await screen.findByRole("button", { name: "已复制" })).toBeTruthy();
    vi.unstubAllGlobals();
  });
});
