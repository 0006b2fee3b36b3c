import { ConfigProvider } from "antd";
import english from "antd/locale/en_US";
import chinese from "antd/locale/zh_CN";
import { useState } from "react";
import { RouterProvider } from "react-router";
import { makeRouter } from "@/app/routes";
import { theme } from "@/app/theme";
import { LanguageProvider, useLanguage } from "@/lib/i18n/language";
import { SessionProvider } from "@/lib/session";

function Dressed() {
  const { language } = useLanguage();
  const [router] = useState(makeRouter);
  return (
    <ConfigProvider theme={theme} locale={language === "zh-CN" ? chinese : english} button={{ autoInsertSpace: false }}>
      <SessionProvider>
        <RouterProvider router={router} />
      </SessionProvider>
    </ConfigProvider>
  );
}

export function App() {
  return (
    <LanguageProvider>
      <Dressed />
    </LanguageProvider>
  );
}
