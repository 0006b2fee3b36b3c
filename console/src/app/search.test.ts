import { matchRoutes } from "react-router";
import { describe, expect, it } from "vitest";
import { MENU, menuFor } from "@/app/menu";
import { routes } from "@/app/routes";
import { search } from "@/app/search";
import { appTexts } from "@/app/texts";
import { PAGE_WORDS } from "@/app/words";
import { PARTS } from "@/features/platform/api/declared";
import { platformTexts } from "@/features/platform/texts";

const all = menuFor(() => true);
const chinese = appTexts["zh-CN"];
const SUBSYSTEMS = ["数据采集子系统", "数据转换子系统", "数据存储子系统", "数据分析子系统", "数据交换子系统", "数据共享子系统", "数据开发子系统", "数据资产管理子系统"];
const FUNCTIONS = ["数据标准管理", "数据模型管理", "元数据管理", "主数据管理", "数据质量管理", "数据资源分级管理", "数据安全治理", "数据共享管理", "数据生命周期管理"];
const SHORT = ["数据标准", "数据模型", "元数据", "主数据", "数据质量", "数据分级", "数据安全", "数据共享", "数据生命周期"];

/** Whether an address leads to a page of its own, not to the page that says there is none. */
function isReal(path: string): boolean {
  const found = matchRoutes(routes, path);
  return found !== null && found.at(-1)?.route.path !== "*";
}

describe("the search over the console", () => {
  it.each([...SUBSYSTEMS, ...FUNCTIONS])("finds %s by its name, first", (name) => {
    expect(search(name, all, chinese)[0]).toMatchObject({ name });
  });
  it.each(SHORT)("finds the function of %s", (name) => {
    const names = search(name, all, chinese).map((hit) => hit.name);
    expect(names.some((found) => FUNCTIONS.includes(found))).toBe(true);
  });
  it("finds every page by its own name and by every one of its words", () => {
    for (const page of all.flatMap((group) => group.pages)) {
      for (const word of [chinese.menu[page.word], ...(PAGE_WORDS[page.word] ?? "").split(" ")]) {
        expect(search(word, all, chinese).map((hit) => hit.path), word).toContain(page.path);
      }
    }
  });
  it("leads to real pages only, and so do the parts of the platform", () => {
    const paths = [...search("", all, chinese).map((hit) => hit.path), ...PARTS.flatMap((part) => part.pages)];
    expect(paths.filter((path) => !isReal(path))).toEqual([]);
    expect(isReal("/nowhere")).toBe(false);
  });
  it("shows nobody a page that the server would refuse", () => {
    const auditor = menuFor((permission) => permission === "audit.read");
    expect(search("审计", auditor, chinese).map((hit) => hit.path)).toContain("/audit");
    expect(search("台账", auditor, chinese).map((hit) => hit.path)).not.toContain("/ledger");
  });
});

describe("the parts of the platform", () => {
  it("are the contract's seventeen, each with figures that have a name and pages of the menu", () => {
    expect(PARTS.map((part) => part.name).sort()).toEqual([...SUBSYSTEMS, ...FUNCTIONS].sort());
    const pages = MENU.flatMap((group) => group.pages.map((page) => page.path));
    for (const part of PARTS) {
      expect(part.pages.filter((path) => !pages.includes(path))).toEqual([]);
      for (const texts of Object.values(platformTexts)) expect(part.figures.filter((key) => !texts.figures[key])).toEqual([]);
    }
  });
});
