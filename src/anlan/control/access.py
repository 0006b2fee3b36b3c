"""Who may do what, in one place: permissions, roles, and the error that says the rule and whom to ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from anlan.base.errors import AnlanError


class Permission(StrEnum):
    """One thing a person may be allowed to do."""

    LEDGER_READ = "ledger.read"
    LEDGER_EXPORT = "ledger.export"
    ROWS_READ = "rows.read"
    EVENTS_READ = "events.read"
    EVENTS_CORRECT = "events.correct"
    REPORTS_READ = "reports.read"
    REPORTS_ISSUE = "reports.issue"
    INDICATORS_READ = "indicators.read"
    RUNS_READ = "runs.read"
    RUNS_START = "runs.start"
    SOURCES_READ = "sources.read"
    SET_ASIDE_READ = "set_aside.read"
    AUDIT_READ = "audit.read"
    CATALOGUE_READ = "catalogue.read"
    CATALOGUE_SUBMIT = "catalogue.submit"
    CATALOGUE_REVIEW = "catalogue.review"
    STANDARDS_READ = "standards.read"
    STANDARDS_DRAFT = "standards.draft"
    STANDARDS_APPROVE = "standards.approve"
    MASTER_REVIEW = "master.review"
    QUALITY_READ = "quality.read"
    QUALITY_MANAGE = "quality.manage"
    QUALITY_REWORK = "quality.rework"
    TAGS_READ = "tags.read"
    ASSETS_READ = "assets.read"
    ASSETS_MANAGE = "assets.manage"
    ASSETS_APPROVE = "assets.approve"

    @property
    def label(self) -> str:
        """The Chinese name shown in errors and on the rights page."""
        return _PERMISSION_LABELS[self]


_PERMISSION_LABELS = {
    Permission.LEDGER_READ: "查看风险台账与企业档案",
    Permission.LEDGER_EXPORT: "导出台账",
    Permission.ROWS_READ: "查看来源数据行",
    Permission.EVENTS_READ: "查看事件与文章",
    Permission.EVENTS_CORRECT: "更正事件",
    Permission.REPORTS_READ: "查看报告",
    Permission.REPORTS_ISSUE: "签发报告",
    Permission.INDICATORS_READ: "查看指标目录",
    Permission.RUNS_READ: "查看运行记录",
    Permission.RUNS_START: "发起运行",
    Permission.SOURCES_READ: "查看来源系统",
    Permission.SET_ASIDE_READ: "查看搁置数据行",
    Permission.AUDIT_READ: "查看访问审计",
    Permission.CATALOGUE_READ: "查看资源目录",
    Permission.CATALOGUE_SUBMIT: "登记与变更资源目录",
    Permission.CATALOGUE_REVIEW: "审核资源目录",
    Permission.STANDARDS_READ: "查看数据标准",
    Permission.STANDARDS_DRAFT: "起草数据标准的修订",
    Permission.STANDARDS_APPROVE: "审批数据标准的修订",
    Permission.MASTER_REVIEW: "查看与复核主数据",
    Permission.QUALITY_READ: "查看数据质量",
    Permission.QUALITY_MANAGE: "编写质量规则、下发与裁定整改",
    Permission.QUALITY_REWORK: "答复整改",
    Permission.TAGS_READ: "查看单位标签",
    Permission.ASSETS_READ: "查看数据资产",
    Permission.ASSETS_MANAGE: "提出分级决定、申请与执行销毁",
    Permission.ASSETS_APPROVE: "审批分级决定与销毁",
}


@dataclass(frozen=True)
class Role:
    """A role: its Chinese name, what it may do, and whether it is bound to one district."""

    name: str
    label: str
    permissions: frozenset[Permission]
    by_district: bool = False


_OPERATE = {
    Permission.RUNS_READ,
    Permission.RUNS_START,
    Permission.SOURCES_READ,
    Permission.SET_ASIDE_READ,
    Permission.INDICATORS_READ,
}
_KEEP_CATALOGUE = {Permission.CATALOGUE_READ, Permission.CATALOGUE_SUBMIT, Permission.CATALOGUE_REVIEW}
_KEEP_MASTER = {Permission.ROWS_READ, Permission.MASTER_REVIEW}
_KEEP_STANDARDS = {Permission.STANDARDS_READ, Permission.STANDARDS_DRAFT, Permission.STANDARDS_APPROVE}
_KEEP_QUALITY = {Permission.QUALITY_READ, Permission.QUALITY_MANAGE, Permission.QUALITY_REWORK}
_KEEP_ASSETS = {Permission.TAGS_READ, Permission.ASSETS_READ, Permission.ASSETS_MANAGE, Permission.ASSETS_APPROVE}
_READ_RISK = {Permission.LEDGER_READ, Permission.EVENTS_READ, Permission.INDICATORS_READ, Permission.TAGS_READ}

# Duties are kept apart: who runs the system sees no employer, who audits changes nothing.
ROLES = {
    role.name: role
    for role in (
        Role(
            "data_admin",
            "数据管理员",
            frozenset(_OPERATE | _KEEP_CATALOGUE | _KEEP_STANDARDS | _KEEP_QUALITY | _KEEP_MASTER | _KEEP_ASSETS),
        ),
        Role(
            "analyst",
            "劳动关系分析员",
            frozenset(
                _OPERATE
                | _READ_RISK
                | {
                    Permission.CATALOGUE_READ,
                    Permission.STANDARDS_READ,
                    Permission.QUALITY_READ,
                    Permission.ASSETS_READ,
                    Permission.QUALITY_REWORK,
                    Permission.LEDGER_EXPORT,
                    Permission.ROWS_READ,
                    Permission.EVENTS_CORRECT,
                    Permission.REPORTS_READ,
                    Permission.REPORTS_ISSUE,
                }
            ),
        ),
        Role(
            "handler",
            "区级处置员",
            frozenset(_READ_RISK | {Permission.LEDGER_EXPORT, Permission.ROWS_READ}),
            by_district=True,
        ),
        Role(
            "leader",
            "领导",
            frozenset(_READ_RISK | {Permission.LEDGER_EXPORT, Permission.REPORTS_READ, Permission.STANDARDS_READ}),
        ),
        Role("auditor", "安全审计员", frozenset({Permission.AUDIT_READ, Permission.RUNS_READ, Permission.ASSETS_READ})),
        Role("admin", "系统管理员", frozenset(_OPERATE - {Permission.SET_ASIDE_READ})),
    )
}


@dataclass(frozen=True)
class Viewer:
    """The person on whose behalf something is read; ``district_code`` limits the rows, None means the whole city."""

    username: str
    name: str
    role: Role
    district_code: str | None = None

    def may(self, permission: Permission) -> bool:
        """Whether the person's role grants the permission."""
        return permission in self.role.permissions


class NotSignedIn(AnlanError):
    """A request without a session."""

    code = "not-signed-in"
    status = 401
    message = "尚未登录或登录已过期"
    hint = "重新登录后再试；未保存的内容请先复制。"


class AccessDenied(AnlanError):
    """The person's role does not grant the permission."""

    code = "access-denied"
    status = 403
    message = "您的角色“{role}”没有“{permission}”的权限"
    hint = "规则：“{permission}”只授予{granted}。确有需要，请向系统管理员（{admins}）申请相应角色。"


class OutOfScope(AnlanError):
    """The thing exists outside the person's district."""

    code = "out-of-scope"
    status = 403
    message = "该企业不在您的辖区内"
    hint = "规则：区级处置员只查看本区企业。跨区协同请联系市级劳动关系分析员（{analysts}）。"


class OriginRefused(AnlanError):
    """A changing request without the token that proves it comes from the console."""

    code = "csrf-refused"
    status = 403
    message = "请求缺少有效的防伪令牌"
    hint = "刷新页面后重试；程序调用请先取 GET /api/v1/session 的 csrf_token 并放入 X-CSRFToken 头。"


class RoleUnknown(AnlanError):
    """A role name that is not one of the declared roles."""

    code = "role-unknown"
    status = 422
    message = "没有名为 {role} 的角色"
    hint = "可用角色：{roles}。"


def role_named(name: str) -> Role:
    """The role with that name. Raises: RoleUnknown."""
    if name not in ROLES:
        listing = "、".join(f"{role.name}（{role.label}）" for role in ROLES.values())
        raise RoleUnknown(role=name, roles=listing)
    return ROLES[name]


def roles_granting(permission: Permission) -> list[Role]:
    """The roles that grant a permission, in the order of their declaration."""
    return [role for role in ROLES.values() if permission in role.permissions]


def denied(viewer: Viewer, permission: Permission, admins: Iterable[str]) -> AccessDenied:
    """The error that says which rule stands in the way, who has the right and whom to ask."""
    granted = "、".join(role.label for role in roles_granting(permission))
    return AccessDenied(
        role=viewer.role.label, permission=permission.label, granted=granted, admins="、".join(admins) or "尚未设置"
    )
