"""What can be wrong with a request about schedules and jobs, each with the next action."""

from __future__ import annotations

from anlan.base.errors import AnlanError


class JobUnknown(AnlanError):
    """No job has that number."""

    code = "job-unknown"
    status = 404
    message = "没有第 {number} 号作业"
    hint = "运行 `anlan jobs list`，或从“作业调度”页进入。"


class JobKindUnknown(AnlanError):
    """No kind of job has that name."""

    code = "job-kind-unknown"
    status = 422
    message = "没有名为 {kind} 的作业种类"
    hint = "可用种类：{kinds}。"


class JobTargetUnknown(AnlanError):
    """The target of a job is none that its kind can work on."""

    code = "job-target-unknown"
    status = 404
    message = "{kind}的对象 {target!r} 不存在"
    hint = "{advice}"


class JobQueueFull(AnlanError):
    """More jobs wait than the workspace allows."""

    code = "job-queue-full"
    status = 429
    retry = True
    message = "等待中的作业已达上限 {limit} 个"
    hint = "等待中的作业完成后再发起，或取消不需要的；上限为设置 jobs.queue_limit。"


class JobNotOpen(AnlanError):
    """A job that has ended cannot be cancelled."""

    code = "job-ended"
    status = 409
    message = "第 {number} 号作业已{state}，不能取消"
    hint = "需要再做一次时用 `anlan jobs retry {number}`。"


class JobNotEnded(AnlanError):
    """A job that is still open, or that succeeded, cannot be retried."""

    code = "job-not-retryable"
    status = 409
    message = "第 {number} 号作业处于“{state}”，不能重试"
    hint = "失败、崩溃、已取消或错过的作业可以重试；要再做一次已完成的工作，请发起新作业。"


class JobCancelled(AnlanError):
    """A person asked that the job stop; what it wrote is whole, and the next job goes on from there."""

    code = "job-cancelled"
    status = 409
    message = "作业已按要求停止"
    hint = "已写入的数据完整；需要时重试，会从停下的地方接着做。"


class ScheduleUnknown(AnlanError):
    """No schedule has that name."""

    code = "schedule-unknown"
    status = 404
    message = "没有计划 {name}"
    hint = "运行 `anlan schedule list` 查看计划的名称。"
