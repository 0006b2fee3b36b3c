"""What can go wrong when records are linked, each with the next action."""

from __future__ import annotations

from anlan.base.errors import AnlanError


class LinkageInputInvalid(AnlanError):
    """A file of records cannot be linked as it is."""

    code = "linkage-input-invalid"
    status = 422
    message = "{file} 无法用于关联：{reason}"
    hint = "{action}"


class LinkageConfigInvalid(AnlanError):
    """The linkage configuration cannot be understood or does not fit the file."""

    code = "linkage-config-invalid"
    status = 422
    message = "关联配置 {place} 有误：{reason}"
    hint = "{action}"


class RecordUnknown(AnlanError):
    """A record identifier that the file does not hold was asked for."""

    code = "linkage-record-unknown"
    status = 404
    message = "{file} 中没有标识为该值的记录（参数 {parameter}）"
    hint = "核对标识列 {column} 的取值；标识按原文比较，区分大小写。"


class JudgementConflict(AnlanError):
    """A judgement contradicts what earlier judgements imply."""

    code = "linkage-judgement-conflict"
    status = 409
    message = "该判定与已有判定矛盾：{reason}"
    hint = "先查看并撤销相矛盾的判定（`anlan entities judgements`），再重新判定。"
