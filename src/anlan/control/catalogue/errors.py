"""What stops a step in the life of catalogue entries, drafts and duties."""

from __future__ import annotations

from anlan.base.errors import AnlanError


class EntryUnknown(AnlanError):
    """The catalogue has no such entry or version."""

    code = "entry-unknown"
    status = 404
    message = "目录中没有 {code}"
    hint = "用 `anlan catalogue list` 查看资源代码。"


class FourEyes(AnlanError):
    """A person wanted to decide on what they submitted themselves."""

    code = "four-eyes"
    status = 403
    message = "{username} 不能审核自己提交的 {code}"
    hint = "请另一位有审核权限的人员审核；系统管理员也不例外。"


class StateWrong(AnlanError):
    """The step does not lead on from where the version stands."""

    code = "entry-state"
    status = 409
    message = "{code} 第 {version} 版处于“{state}”，不能{step}"
    hint = "{advice}"


class ReasonNeeded(AnlanError):
    """A refusal or withdrawal without a reason."""

    code = "reason-needed"
    status = 422
    message = "{step}必须写明理由"
    hint = "写明理由后重试；理由会告知提交人并留存。"


class DraftUnknown(AnlanError):
    """There is no such draft, or it is somebody else's."""

    code = "draft-unknown"
    status = 404
    message = "没有第 {number} 号草稿"
    hint = "草稿只有编制人自己看得到；可能已提交或删除。"
