import "./note.css";
import { Button } from "antd";
import type { ReactNode } from "react";
import { Code } from "@/components/Code";
import type { ProblemError } from "@/lib/api/problem";
import { defineTexts, useTexts } from "@/lib/i18n/language";

const noteTexts = defineTexts(
  {
    unreachable: "连不上服务器",
    unreachableHint: "确认服务在运行、网络通畅，然后重试。",
    mute: (status: number) => `服务器没有给出说明（状态 ${status}）`,
    muteHint: "稍后重试；仍然失败时请把页面地址和时间告诉系统管理员，原因在服务器日志中。",
    refused: "为什么不能看",
    failed: "没有成功",
    advice: "怎么办",
    id: "报错编号",
    again: "重试",
    loading: "正在读取…",
  },
  {
    unreachable: "The server cannot be reached",
    unreachableHint: "Check that the service runs and the network is up, then try again.",
    mute: (status: number) => `The server gave no explanation (status ${status})`,
    muteHint: "Try again later; if it fails again, tell the administrator the address and the time: the reason is in the server's log.",
    refused: "Why may I not see this",
    failed: "That did not work",
    advice: "What to do",
    id: "Error id",
    again: "Try again",
    loading: "Loading…",
  },
);

/** Message and hint; where no answer of the interface came, what that means in the reader's language. */
function wordsOf(error: ProblemError, texts: (typeof noteTexts)["zh-CN"]): [message: string, hint: string] {
  if (error.code === "unreachable") return [texts.unreachable, texts.unreachableHint];
  if (error.code.startsWith("http-")) return [texts.mute(error.status), texts.muteHint];
  return [error.message, error.hint];
}

/** A failure or refusal: what it is, what to do next, and the id to quote. */
export function ErrorNote({ error, retry }: { error: ProblemError; retry?: () => void }) {
  const texts = useTexts(noteTexts);
  const [message, hint] = wordsOf(error, texts);
  return (
    <div className="note note-error" role="alert">
      <h2>{error.status === 403 ? texts.refused : texts.failed}</h2>
      <p>{message}</p>
      {hint && (
        <p>
          <b>{texts.advice}：</b>
          {hint}
        </p>
      )}
      <p className="row quiet">
        <Code>{error.code}</Code>
        {error.id && (
          <span>
            {texts.id} <Code>{error.id}</Code>
          </span>
        )}
        {retry && (
          <Button size="small" onClick={retry}>
            {texts.again}
          </Button>
        )}
      </p>
    </div>
  );
}

/** Nothing here: what would fill the place, and the first step. */
export function EmptyNote({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="note note-empty">
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {action}
    </div>
  );
}

/** Holds a place quietly while it is being read. */
export function Waiting({ height = 120 }: { height?: number }) {
  const texts = useTexts(noteTexts);
  return (
    <div className="note-waiting" style={{ minHeight: height }} role="status">
      <span className="quiet">{texts.loading}</span>
    </div>
  );
}
