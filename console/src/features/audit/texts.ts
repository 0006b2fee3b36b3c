import { defineTexts } from "@/lib/i18n/language";

export const auditTexts = defineTexts(
  {
    title: "访问审计",
    note: (total: number) => `共 ${total.toLocaleString("zh-CN")} 条：谁看过、带走过什么，谁被拒绝`,
    person: "用户名",
    columns: { at: "时间", person: "用户", action: "动作", subject: "对象", detail: "说明", address: "来源地址" },
    empty: "没有审计记录",
    emptyHint: "登录、查看企业、查看来源行、导出和被拒绝的访问都会记在这里。",
  },
  {
    title: "Access audit",
    note: (total: number) => `${total.toLocaleString("en-US")} entries: who looked at what, took what away, or was refused`,
    person: "User name",
    columns: { at: "At", person: "User", action: "Action", subject: "Subject", detail: "Detail", address: "Address" },
    empty: "No entries",
    emptyHint: "Signing in, looking at employers and source rows, exports and refusals are recorded here.",
  },
);
