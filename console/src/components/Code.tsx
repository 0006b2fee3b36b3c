import "./code.css";
import { CheckOutlined, CopyOutlined } from "@ant-design/icons";
import { useState } from "react";
import { defineTexts, useTexts } from "@/lib/i18n/language";

const codeTexts = defineTexts(
  { copy: (code: string) => `复制 ${code}`, copied: "已复制" },
  { copy: (code: string) => `Copy ${code}`, copied: "Copied" },
);

/** Copies text; browsers on plain HTTP have no clipboard of their own, so a selection does it there. */
async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
  return undefined;
}

/** A code in a monospace face that can be copied; `short` shows only its beginning. */
export function Code({ children, short }: { children: string | null | undefined; short?: number }) {
  const texts = useTexts(codeTexts);
  const [copied, setCopied] = useState(false);
  if (!children) return null;
  const copy = () =>
    void copyText(children).then(() => {
      setCopied(true);
      window.setTimeout(() => setCopied(false), 1200);
    });
  return (
    <span className="code mono" title={short ? children : undefined}>
      {short ? `${children.slice(0, short)}…` : children}
      <button
        type="button"
        className="plain code-copy no-print"
        aria-label={copied ? texts.copied : texts.copy(children)}
        onClick={(event) => {
          event.stopPropagation();
          copy();
        }}
      >
        {copied ? <CheckOutlined /> : <CopyOutlined />}
      </button>
    </span>
  );
}
