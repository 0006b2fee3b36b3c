import { defineTexts } from "@/lib/i18n/language";

export const sessionTexts = defineTexts(
  {
    title: "登录",
    product: "安澜",
    subtitle: "人社数据治理与劳动关系风险预警",
    username: "用户名",
    password: "密码",
    enter: "登录",
    needBoth: "请填写用户名和密码。",
    notice: "访问与导出均记入审计，请只为工作目的使用。",
    version: (version: string) => `版本 ${version}`,
  },
  {
    title: "Sign in",
    product: "Anlan",
    subtitle: "Data governance and labour-relations early warning",
    username: "User name",
    password: "Password",
    enter: "Sign in",
    needBoth: "Enter a user name and a password.",
    notice: "Every look and export is recorded. Use it for your work only.",
    version: (version: string) => `Version ${version}`,
  },
);
