"""What can go wrong while a source is read, each with the next action."""

from __future__ import annotations

from anlan.base.errors import AnlanError


class SourceUnreachable(AnlanError):
    """A source did not answer: refused, timed out, or closed in the middle."""

    code = "source-unreachable"
    status = 503
    retry = True
    message = "来源 {place} 无法访问：{reason}"
    hint = "确认来源系统已启动、网络与账户可用后重新运行；已装载的数据不受影响。"


class SourceThrottled(AnlanError):
    """A source asked to be left alone for longer than a load waits."""

    code = "source-throttled"
    status = 429
    retry = True
    message = "来源 {place} 限制访问频率，要求 {seconds} 秒后再试"
    hint = "稍后会自动重试；经常如此时与来源单位商定频率，或调小契约 format.page_size、调整作业时间。"


class SourceLost(AnlanError):
    """A source went away in the middle of a load; nothing of the load was kept."""

    code = "source-lost"
    status = 503
    retry = True
    message = "读取 {place} 时连接中断：{reason}"
    hint = "重新运行即可从上一个完好的装载继续；本次未完成的部分没有写入。"


class SourceTableMissing(AnlanError):
    """The contract names a table that the source does not have."""

    code = "source-table-missing"
    status = 404
    message = "来源 {place} 中没有 {location}"
    hint = "与来源单位核对表名；若已改名，修改契约的 location。"


class SourceMalformed(AnlanError):
    """A source answered, but not in the agreed form."""

    code = "source-malformed"
    status = 502
    retry = True
    message = "来源 {place} 的回答不符合约定：{reason}"
    hint = "稍后重试；若仍如此，请来源单位核对接口。"


class SourceEmpty(AnlanError):
    """A source that should hold something gave nothing at all."""

    code = "source-empty"
    status = 502
    retry = True
    message = "来源 {place} 没有任何内容"
    hint = "空内容不等于没有风险：请与来源单位确认是否停止更新。"


class ItemsMissing(AnlanError):
    """Items the core table cannot do without are gone from the source."""

    code = "source-items-missing"
    status = 422
    message = "来源 {place} 缺少约定的项目：{items}"
    hint = "与来源单位核对项目名；若已改名，修改契约的 items。"


class DriftRefused(AnlanError):
    """A source changed in a way its contract freezes."""

    code = "source-drift"
    status = 422
    message = "来源 {place} 的结构与契约不符（契约要求冻结）：{changes}"
    hint = "确认变更后修改契约的 items 或 drift，再重新运行。"


class FileUnreadable(AnlanError):
    """A file is not what its name says."""

    code = "file-unreadable"
    status = 422
    message = "文件 {file} 无法读取：{reason}"
    hint = "{action}"


class ConnectionInvalid(AnlanError):
    """A connection URL of a kind that cannot be read."""

    code = "connection-invalid"
    status = 500
    message = "连接 {name} 的地址无法使用：{reason}"
    hint = "在 secrets.toml 的 [connections] 中改正；形如 sqlite:///a.sqlite3、postgresql://…、mysql://…、file:folder、http://…"


class SourceUnexpected(AnlanError):
    """Something in a source's data broke its reader; the fault is ours, and the other sources go on."""

    code = "source-unexpected"
    status = 500
    message = "处理 {place} 时发生内部错误（{kind}）"
    hint = "其余来源不受影响；把本条连同装载包编号告诉系统管理员，修复后重新运行。"
