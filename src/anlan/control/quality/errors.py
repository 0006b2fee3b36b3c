"""What stops a step of the rules people write and of the rework loop."""

from __future__ import annotations

from anlan.base.errors import AnlanError


class RuleUnknown(AnlanError):
    """No rule of that name was written."""

    code = "quality-rule-unknown"
    status = 404
    message = "没有规则 {rule}"
    hint = "在“数据治理 → 质量规则”中查看现有规则；推导的规则由标准决定，不能单独修改。"


class RuleTaken(AnlanError):
    """A rule of that name exists already."""

    code = "quality-rule-taken"
    status = 409
    message = "规则标识 {rule} 已被使用"
    hint = "换一个标识；修改现有规则请在规则列表中打开它。"


class RuleProposalWrong(AnlanError):
    """A decision on a proposed rule that cannot be made."""

    code = "quality-rule-proposal-wrong"
    status = 409
    message = "规则不能这样审批：{reason}"
    hint = "在“待办审批”中查看待审批的规则；提交人本人不能审批。"


class ReworkUnknown(AnlanError):
    """No rework order has that number."""

    code = "rework-unknown"
    status = 404
    message = "没有第 {number} 号整改单"
    hint = "运行 `anlan quality rework list` 或打开“整改”查看整改单。"


class NothingToRework(AnlanError):
    """No finding fits what should be reworked, or all of them are on an open order."""

    code = "rework-nothing"
    status = 409
    message = "表 {table} 的规则 {rule} 没有可下发的问题行"
    hint = "先运行 `anlan quality run`；已在未办结整改单中的行不会重复下发。"


class ReworkClosed(AnlanError):
    """The order is closed, or the row is settled."""

    code = "rework-closed"
    status = 409
    message = "整改单 {number} 的这一行已办结（{state}）"
    hint = "仍有异议请就新的检查结果另行下发整改单。"


class AnswerInvalid(AnlanError):
    """An answer that says neither corrected nor contested, or contests without a reason."""

    code = "rework-answer-invalid"
    status = 422
    message = "第 {place} 行的答复无效：{reason}"
    hint = "“处理”填 更正 或 申辩；申辩必须写明理由。"


class OwnAnswer(AnlanError):
    """A person wanted to decide on a contest of their own."""

    code = "rework-own-answer"
    status = 403
    message = "{username} 不能裁定自己提出的申辩"
    hint = "请另一位数据管理员裁定。"
