import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from "react";

export type Language = "zh-CN" | "en-US";

/** Texts of one feature in both languages; English has to have exactly what Chinese has. */
export type Texts<T> = Record<Language, T>;

interface LanguageChoice {
  language: Language;
  choose: (language: Language) => void;
}

const STORED = "anlan.language";
const Context = createContext<LanguageChoice>({ language: "zh-CN", choose: () => undefined });

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, choose] = useState<Language>(() => (localStorage.getItem(STORED) === "en-US" ? "en-US" : "zh-CN"));
  useEffect(() => {
    localStorage.setItem(STORED, language);
    document.documentElement.lang = language;
  }, [language]);
  const value = useMemo(() => ({ language, choose }), [language]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

export function useLanguage(): LanguageChoice {
  return useContext(Context);
}

/** A feature's texts in the language of the person. */
export function useTexts<T>(texts: Texts<T>): T {
  return texts[useLanguage().language];
}

/** Declares texts; the compiler holds the two languages to one shape. */
export function defineTexts<T>(chinese: T, english: NoInfer<T>): Texts<T> {
  return { "zh-CN": chinese, "en-US": english };
}
