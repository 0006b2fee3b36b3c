import type { Api } from "@/lib/api/client";
import { defineTexts } from "@/lib/i18n/language";

export type Level = Api<"Alert">["level"];
export type RiskCode = Api<"Evidence">["risk_type_code"];
export const LEVELS: readonly Level[] = [4, 3, 2, 1];

/** The administration's words for levels, risk types and states, used by every feature. */
export const riskTexts = defineTexts(
  {
    level: ["无", "蓝色", "黄色", "橙色", "红色"] as readonly string[],
    levelLetter: ["无", "蓝", "黄", "橙", "红"] as readonly string[],
    levelTitle: (name: string) => `${name}预警`,
    noLevel: "无预警",
    type: { R1: "裁员减员", R2: "欠薪降薪", R3: "破产倒闭", R4: "群体事件", R5: "严重亏损", R6: "重大舆情" } as Record<string, string>,
    shortType: { R1: "裁员", R2: "欠薪", R3: "破产", R4: "群体", R5: "亏损", R6: "舆情" } as Record<string, string>,
    status: { confirmed: "双源印证", unverified: "待核实" } as Record<string, string>,
    statusHelp: {
      confirmed: "至少两类相互独立的来源指向同一风险",
      unverified: "只有一类来源；按双钥匙规则须核实后才能按橙色以上处置",
    } as Record<string, string>,
    change: { new: "新增", raised: "升级", lowered: "降级", same: "持平", closed: "解除" } as Record<string, string>,
    rumour: { supported: "舆情获印证", contradicted: "与登记数据矛盾", waiting: "等待滞后数据", none: "无传言" } as Record<string, string>,
    sourceClass: { internal: "人社内部", bureau: "外委办局", third_party: "第三方" } as Record<string, string>,
    sourceState: { on_time: "按时", late: "迟到", silent: "静默", failed: "失败" } as Record<string, string>,
    stance: { supporting: "支持", contradicting: "反证", missing: "缺失" } as Record<string, string>,
  },
  {
    level: ["None", "Blue", "Yellow", "Orange", "Red"],
    levelLetter: ["–", "B", "Y", "O", "R"],
    levelTitle: (name: string) => `${name} warning`,
    noLevel: "No warning",
    type: { R1: "Layoff", R2: "Wage arrears", R3: "Closure", R4: "Collective incident", R5: "Heavy loss", R6: "Public opinion" },
    shortType: { R1: "Layoff", R2: "Wages", R3: "Closure", R4: "Group", R5: "Loss", R6: "Opinion" },
    status: { confirmed: "Two keys", unverified: "To verify" },
    statusHelp: {
      confirmed: "At least two independent classes of source point to the same risk",
      unverified: "Only one class of source; by the two-key rule it must be verified before it counts as orange or above",
    },
    change: { new: "New", raised: "Raised", lowered: "Lowered", same: "Same", closed: "Closed" },
    rumour: { supported: "Rumour supported", contradicted: "Contradicted by registers", waiting: "Waiting for the lag", none: "No rumour" },
    sourceClass: { internal: "Own bureau", bureau: "Other bureaux", third_party: "Third party" },
    sourceState: { on_time: "On time", late: "Late", silent: "Silent", failed: "Failed" },
    stance: { supporting: "Supporting", contradicting: "Contradicting", missing: "Missing" },
  },
);

/** Colours of the levels: `ink` writes on white, `fill` is a surface and `on` is legible on it (contrast at least 4.5). */
export const LEVEL_COLOURS: Record<Level, { ink: string; fill: string; on: string; soft: string }> = {
  0: { ink: "#5b6470", fill: "#eceef1", on: "#4a525d", soft: "#f4f5f7" },
  1: { ink: "#1c57a8", fill: "#1f61b9", on: "#ffffff", soft: "#e8f0fb" },
  2: { ink: "#7a5c00", fill: "#f2c318", on: "#332700", soft: "#fdf6d8" },
  3: { ink: "#a8480a", fill: "#bf5208", on: "#ffffff", soft: "#fdeee2" },
  4: { ink: "#b3211c", fill: "#b8231d", on: "#ffffff", soft: "#fcebea" },
};

/** A threshold in words without the word of its level, for use beside the mark of the level. */
export function thresholdWords({ text }: Pick<Api<"Threshold">, "text">): string {
  return text.replace(/^(蓝|黄|橙|红)色[:：]\s*/, "");
}
