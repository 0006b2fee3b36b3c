"""What can stand in the way of a decision about standardisation."""

from __future__ import annotations

from anlan.base.errors import AnlanError


class DecisionUnknown(AnlanError):
    """No decision has that number, or it is not in the state that is needed."""

    code = "conversion-decision-unknown"
    status = 404
    message = "没有可{step}的标准化决定 {number}"
    hint = "`anlan standardise mappings` 列出全部决定与状态。"


class DecisionStands(AnlanError):
    """The same is decided or waits already."""

    code = "conversion-decision-stands"
    status = 409
    message = "{place} 的 {subject} 已有一条{state}的决定（{number}）"
    hint = "要改成别的代码，先撤销那一条，再提交新的。"


class ItemNotMapped(AnlanError):
    """The item is not in a contract, or its column has no code list or no such conversion."""

    code = "item-not-mapped"
    status = 422
    message = "{place}：{reason}"
    hint = "核对 sources/<系统>/contract.yml 的 items；`anlan standardise unmapped` 列出可映射的值。"


class OwnDecision(AnlanError):
    """Nobody decides on what they submitted."""

    code = "own-conversion-decision"
    status = 403
    message = "{place} 的 {subject} 由您本人提交，须由另一人复核"
    hint = "请另一位有“审批数据标准的修订”权限的人员处理。"


class ReasonMissing(AnlanError):
    """A refusal or withdrawal without a reason."""

    code = "conversion-reason-missing"
    status = 422
    message = "退回或撤销须写明原因"
    hint = "原因会写入日志，并提示给之后的提交人。"
