import { useLanguage } from "@/lib/i18n/language";

/** Chinese or English; names the language it leads to. */
export function LanguageSwitch() {
  const { language, choose } = useLanguage();
  const other = language === "zh-CN" ? "en-US" : "zh-CN";
  return (
    <button type="button" className="plain language-switch" lang={other} onClick={() => choose(other)}>
      {other === "en-US" ? "English" : "中文"}
    </button>
  );
}
