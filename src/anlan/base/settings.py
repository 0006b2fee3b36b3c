"""The workspace folder and its settings: each with a name, a default and a help text."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from anlan.base.clock import Clock, FixedClock, SystemClock
from anlan.base.errors import NotAWorkspace, SettingInvalid, SettingMissing

SETTINGS_FILE = "anlan.toml"
SECRETS_FILE = "secrets.toml"


@dataclass(frozen=True)
class Setting:
    """One setting: dotted name, type, default and what it does (Chinese, printed in the reference)."""

    name: str
    kind: type
    default: Any
    help: str

    @property
    def variable(self) -> str:
        """The environment variable that overrides the file."""
        return "ANLAN_" + self.name.upper().replace(".", "_")


DECLARED = (
    Setting("bureau.name", str, "人力资源和社会保障局", "单位名称，用于报告抬头与控制台标题"),
    Setting("bureau.city", str, "北京市", "所在城市，用于报告与默认地名"),
    Setting("clock.today", str, "", "固定业务日期（YYYY-MM-DD）；空值表示使用系统日期，仅演示与复算时填写"),
    Setting("control.database", str, "sqlite:///control.sqlite3", "控制库地址；扩容时改为 postgresql://…"),
    Setting("log.hash", str, "sha256", "可验证日志的散列算法：sha256 或 sm3；启用后不应更改"),
    Setting("risk.weeks", int, 26, "每次运行计算的周数（含当前周）"),
    Setting("risk.history_months", int, 24, "指标计算回看的月数"),
    Setting(
        "engine.name",
        str,
        "duckdb",
        "计算引擎：duckdb（默认）或 spark；spark 需安装可选组件与 Java 17，工作节点须有同版本的 duckdb 与 pyarrow",
    ),
    Setting("engine.spark_master", str, "local[2]", "Spark 主节点地址：local[2]、spark://主机:7077、yarn 等"),
    Setting("engine.spark_memory", str, "2g", "Spark 驱动进程的内存"),
    Setting("engine.spark_scratch", str, "", "Spark 中间结果的文件夹，各工作节点须可访问；空值用工作区的 pool/scratch"),
    Setting("engine.threads", int, 2, "计算引擎使用的线程数"),
    Setting("engine.memory_limit", str, "1500MB", "计算引擎的内存上限"),
    Setting("serve.host", str, "127.0.0.1", "控制台监听地址"),
    Setting("serve.port", int, 8000, "控制台监听端口"),
    Setting("serve.workers", int, 1, "控制台工作进程数"),
    Setting("collection.timeout_seconds", float, 20.0, "访问外部接口的超时（秒）"),
    Setting(
        "jobs.database",
        str,
        "",
        "作业系统库地址；空值时随控制库：SQLite 用工作区的 jobs.sqlite3，PostgreSQL 用同一个库",
    ),
    Setting("jobs.workers", int, 1, "随控制台启动的作业进程数；0 表示不启动，另用 anlan jobs work"),
    Setting("jobs.concurrency", int, 2, "同时运行的作业数上限；同一来源系统同时只有一个"),
    Setting("jobs.queue_limit", int, 200, "等待中的作业数上限；达到后拒绝新的作业，到点的计划顺延"),
    Setting("jobs.retry_limit", int, 3, "可重试的错误最多重试几次"),
    Setting("jobs.retry_wait_seconds", float, 60.0, "第一次重试前等待的秒数；以后每次乘以四"),
    Setting("jobs.crash_limit", int, 3, "作业进程中断后自动接着做的次数；超过后记为崩溃"),
    Setting("jobs.min_disk_mb", int, 1024, "工作区所在磁盘的剩余空间低于此值（MB）时不开始新作业"),
    Setting("jobs.min_memory_mb", int, 512, "机器可用内存低于此值（MB）时不开始新作业"),
    Setting("signals.model", str, "", "事件识别模型文件；空值使用内置模型"),
)


@dataclass(frozen=True)
class Workspace:
    """An opened workspace folder: its settings, its secrets and the places below it."""

    root: Path
    values: Mapping[str, Any]
    connections: Mapping[str, str]

    def get(self, name: str) -> Any:
        """The value of a declared setting: environment, then file, then default. Raises: SettingInvalid."""
        setting = next(item for item in DECLARED if item.name == name)
        place, raw = setting.variable, os.environ.get(setting.variable)
        if raw is None:
            place, raw = str(self.root / SETTINGS_FILE), self.values.get(name, setting.default)
        try:
            return setting.kind(raw)
        except (TypeError, ValueError) as error:
            raise SettingInvalid(name=name, place=place, reason=str(error)) from error

    def connection(self, name: str) -> str:
        """The URL of a named connection: environment, then ``secrets.toml``. Raises: SettingMissing."""
        variable = "ANLAN_CONNECTION_" + name.upper()
        url = os.environ.get(variable) or self.connections.get(name)
        if not url:
            places = f"环境变量 {variable}、{self.root / SECRETS_FILE} 的 [connections]"
            raise SettingMissing(name=f"connections.{name}", places=places, variable=variable)
        return url

    def clock(self) -> Clock:
        """The business clock: fixed where ``clock.today`` is set, else the machine's. Raises: SettingInvalid."""
        text = self.get("clock.today")
        if not text:
            return SystemClock()
        try:
            return FixedClock.at(date.fromisoformat(text))
        except ValueError as error:
            raise SettingInvalid(name="clock.today", place=str(self.root / SETTINGS_FILE), reason=str(error)) from error

    @property
    def sources(self) -> Path:
        """Folder of the source contracts."""
        return self.root / "sources"

    @property
    def pool(self) -> Path:
        """Folder of the pool's tables and releases."""
        return self.root / "pool"

    @property
    def archive(self) -> Path:
        """Folder of raw bytes as received."""
        return self.root / "archive"

    @property
    def serving(self) -> Path:
        """Folder of the serving copies."""
        return self.root / "serving"

    @property
    def reports(self) -> Path:
        """Folder of issued reports."""
        return self.root / "reports"


def _flatten(tree: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in tree.items():
        if isinstance(value, Mapping):
            flat.update(_flatten(value, f"{prefix}{key}."))
        else:
            flat[f"{prefix}{key}"] = value
    return flat


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingInvalid(name=path.name, place=str(path), reason=str(error)) from error


def open_workspace(folder: Path) -> Workspace:
    """The workspace in a folder. Raises: NotAWorkspace, SettingInvalid (every unknown name is one)."""
    root = folder.resolve()
    if not (root / SETTINGS_FILE).is_file():
        raise NotAWorkspace(folder=root)
    values = _flatten(_read_toml(root / SETTINGS_FILE))
    known = {setting.name for setting in DECLARED}
    for name in values:
        if name not in known:
            raise SettingInvalid(name=name, place=str(root / SETTINGS_FILE), reason="没有这项设置")
    secrets = _read_toml(root / SECRETS_FILE) if (root / SECRETS_FILE).is_file() else {}
    return Workspace(root, values, {key: str(url) for key, url in secrets.get("connections", {}).items()})


def find_workspace(start: Path) -> Workspace:
    """The workspace one stands in: the folder or the nearest one above it. Raises: NotAWorkspace."""
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / SETTINGS_FILE).is_file():
            return open_workspace(folder)
    raise NotAWorkspace(folder=start.resolve())


def create_workspace(root: Path, settings: Mapping[str, Any], connections: Mapping[str, str]) -> Workspace:
    """A new workspace folder with its settings and secrets written; existing files are kept."""
    root.mkdir(parents=True, exist_ok=True)
    for name in ("sources", "pool", "archive", "serving", "reports"):
        (root / name).mkdir(exist_ok=True)
    settings_path = root / SETTINGS_FILE
    if not settings_path.exists():
        settings_path.write_text(_render_settings(settings), encoding="utf-8")
    secrets_path = root / SECRETS_FILE
    if not secrets_path.exists():
        lines = ["# 连接与密钥：只有运行安澜的账户可以读取", "[connections]"]
        lines += [f'{name} = "{url}"' for name, url in connections.items()]
        secrets_path.touch(mode=0o600)
        secrets_path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return open_workspace(root)


def _render_settings(settings: Mapping[str, Any]) -> str:
    lines = ["# 安澜工作区设置。未写的项使用默认值；环境变量 ANLAN_<名称> 优先。"]
    section = ""
    for setting in DECLARED:
        head, _, leaf = setting.name.rpartition(".")
        if head != section:
            lines += ["", f"[{head}]"]
            section = head
        value = settings.get(setting.name)
        text = f'"{value}"' if isinstance(value, str) else str(value)
        default = f'"{setting.default}"' if isinstance(setting.default, str) else str(setting.default)
        lines.append(f"# {setting.help}")
        lines.append(f"{leaf} = {text}" if value is not None else f"# {leaf} = {default}")
    return "\n".join(lines) + "\n"
