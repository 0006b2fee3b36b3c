"""One base class for every failure a person may meet: what happened, and what to do next."""

from __future__ import annotations

from typing import Any, ClassVar


class AnlanError(Exception):
    """A failure with a code, a message with named fields and a hint that names the next action.

    Subclasses declare the class attributes; the named fields of ``message`` and ``hint`` are given as keyword
    arguments. Fields graded as personal data never belong into them: they end in logs and on screens.
    """

    code: ClassVar[str] = "internal"
    status: ClassVar[int] = 500
    retry: ClassVar[bool] = False
    message: ClassVar[str] = "内部错误"
    hint: ClassVar[str] = "请把本错误的编号告诉系统管理员。"

    def __init__(self, **fields: Any) -> None:
        self.fields = fields
        super().__init__(self.message.format(**fields))

    @property
    def text(self) -> str:
        """The message with its fields filled in."""
        return self.message.format(**self.fields)

    @property
    def advice(self) -> str:
        """The hint with its fields filled in."""
        return self.hint.format(**self.fields)

    def as_dict(self) -> dict[str, Any]:
        """The same fact as API, log and ``--json`` render it (RFC 9457 members ``title``, ``detail``, ``status``)."""
        return {
            "type": f"urn:anlan:error:{self.code}",
            "title": self.code,
            "code": self.code,
            "status": self.status,
            "detail": self.text,
            "hint": self.advice,
            "retry": self.retry,
        }


class SettingMissing(AnlanError):
    """A setting that has no default was not given."""

    code = "setting-missing"
    status = 500
    message = "缺少设置 {name}；已查找：{places}"
    hint = "在 anlan.toml 中写入 {name}，或设置环境变量 {variable}。"


class SettingInvalid(AnlanError):
    """A setting is written in a way that cannot be read."""

    code = "setting-invalid"
    status = 500
    message = "设置 {name} 无法识别（{place}）：{reason}"
    hint = "改正 {place} 中的 {name}；运行 `anlan settings show` 可查看每项设置的含义与默认值。"


class NotAWorkspace(AnlanError):
    """The folder is not an Anlan workspace."""

    code = "not-a-workspace"
    status = 404
    message = "{folder} 不是安澜工作区（没有 anlan.toml）"
    hint = "用 --workspace 指定工作区，或运行 `anlan init DIR` 新建，或运行 `anlan demo` 生成示例。"


class InputMissing(AnlanError):
    """A file that a command was asked to read is not there."""

    code = "input-missing"
    status = 404
    message = "找不到文件 {path}"
    hint = "检查路径是否正确，以及当前用户是否有读取权限。"


class InputUnreadable(AnlanError):
    """A file is there but is not what it claims to be."""

    code = "input-unreadable"
    status = 422
    message = "无法读取 {path}：{reason}"
    hint = "{action}"


class Findings(AnlanError):
    """Everything a check found, raised once at its end."""

    code = "check-failed"
    status = 422
    message = "{subject} 有 {count} 处问题：{listing}"
    hint = "逐条改正后重试；没有任何内容被写入。"

    def __init__(self, subject: str, items: list[str]) -> None:
        self.items = items
        super().__init__(subject=subject, count=len(items), listing="；".join(items[:20]))

    def as_dict(self) -> dict[str, Any]:
        """The same fact with every item found: the text names the first twenty."""
        return {**super().as_dict(), "errors": self.items}


class OutputUnsupported(AnlanError):
    """A file name whose ending no writer knows."""

    code = "output-unsupported"
    status = 422
    message = "不支持写出 {name}"
    hint = "文件名以下列之一结尾：{kinds}。"
