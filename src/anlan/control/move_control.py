"""Moves the control database to another place, everything in it, and proves that nothing was lost on the way."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, connections, models, transaction

from anlan.base.errors import AnlanError
from anlan.base.settings import Workspace
from anlan.control.run_lock import run_lock
from anlan.control.settings import database

TARGET = "move_target"
_BATCH = 500


class ControlTargetUnreachable(AnlanError):
    """The database to move to does not answer or refuses."""

    code = "control-target-unreachable"
    retry = True
    message = "无法使用目标控制库（{place}）：{reason}"
    hint = "检查地址、账号与权限；目标库须已建立（CREATE DATABASE），账号须可建表。原控制库未改动。"


class ControlTargetNotEmpty(AnlanError):
    """The database to move to already holds rows of a control database."""

    code = "control-target-not-empty"
    status = 409
    message = "目标控制库（{place}）的表 {table} 已有 {count} 行"
    hint = "换一个空库，或确认无用后清空目标库再迁移。原控制库未改动。"


class ControlCopyDiffers(AnlanError):
    """A table's rows are not the same after copying; the copy was taken back."""

    code = "control-copy-differs"
    message = "表 {table} 迁移后与原库不一致"
    hint = "迁移期间请停止控制台与作业后重试；目标库已回退，原控制库未改动。"


@dataclass(frozen=True)
class MovedTable:
    """A table that was copied: its name, its rows, and the digest that both sides share."""

    table: str
    rows: int
    digest: str


def move_control(workspace: Workspace, url: str) -> list[MovedTable]:
    """Copy everything of the control database into the empty database at ``url``; what was copied, by table.

    The target gets the newest schema first. All rows are written in one transaction, then both sides are read and
    compared by digest. The source is only read.
    Raises: SettingInvalid, ControlTargetUnreachable, ControlTargetNotEmpty, ControlCopyDiffers, RunInProgress.
    """
    place = _place(url)
    with run_lock(workspace):
        try:
            _open_target(workspace, url)
            _refuse_rows(place)
            call_command("migrate", database=TARGET, interactive=False, verbosity=0)
            with transaction.atomic(using=TARGET):
                moved = [_copy(model) for model in _models()]
                for statement in connections[TARGET].ops.sequence_reset_sql(no_style(), _models()):
                    connections[TARGET].cursor().execute(statement)
        except DatabaseError as error:
            raise ControlTargetUnreachable(place=place, reason=type(error).__name__) from error
        finally:
            connections[TARGET].close()
    return moved


def _place(url: str) -> str:
    """The address without its password."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname or ''}{parts.path}"


def _open_target(workspace: Workspace, url: str) -> None:
    entry = database(Workspace(workspace.root, {**workspace.values, "control.database": url}, workspace.connections))
    connections.databases[TARGET] = {**connections.databases["default"], "OPTIONS": {}, **entry}
    # Made anew: a connection of an earlier move would still lead to that target.
    connections[TARGET] = connections.create_connection(TARGET)
    connections[TARGET].ensure_connection()


def _models() -> list[type[models.Model]]:
    """Every managed table, those of many-to-many relations included, by name."""
    found = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return sorted((model for model in found if not model._meta.proxy), key=lambda model: model._meta.db_table)


def _refuse_rows(place: str) -> None:
    held = set(connections[TARGET].introspection.table_names())
    for model in _models():
        if model._meta.db_table not in held:
            continue
        count = model._base_manager.using(TARGET).count()
        if count:
            raise ControlTargetNotEmpty(place=place, table=model._meta.db_table, count=count)


def _copy(model: type[models.Model]) -> MovedTable:
    """One table: what the schema's migrations put there is replaced by the source's rows."""
    connection, fields = connections[TARGET], model._meta.concrete_fields
    model._base_manager.using(TARGET).all()._raw_delete(TARGET)
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    insert = f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({names}) VALUES ({marks})"
    for batch in _batches(model, "default"):
        # Not through save(): dates that are set on saving must stay what they were.
        rows = [
            [field.get_db_prep_save(value, connection) for field, value in zip(fields, row, strict=True)]
            for row in batch
        ]
        with connection.cursor() as cursor:
            cursor.executemany(insert, rows)
    source, target = _digest(model, "default"), _digest(model, TARGET)
    if source != target:
        raise ControlCopyDiffers(table=model._meta.db_table)
    return MovedTable(model._meta.db_table, *source)


def _batches(model: type[models.Model], alias: str) -> Iterator[Sequence[tuple[Any, ...]]]:
    """The rows by primary key, as values of the concrete fields, some hundred at a time."""
    names = [field.attname for field in model._meta.concrete_fields]
    batch: list[tuple[Any, ...]] = []
    for row in model._base_manager.using(alias).order_by("pk").values_list(*names).iterator(_BATCH):
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _digest(model: type[models.Model], alias: str) -> tuple[int, str]:
    """Number of rows, and the sum (modulo 2^256) of the SHA-256 of each row's values.

    A sum does not depend on the order of rows: text keys may sort otherwise in another database.
    """
    count, total = 0, 0
    for batch in _batches(model, alias):
        for row in batch:
            text = json.dumps([_plain(value) for value in row], cls=DjangoJSONEncoder, sort_keys=True)
            total = (total + int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")) % 2**256
            count += 1
    return count, f"{total:064x}"


def _plain(value: Any) -> Any:
    """A value as both databases hand it out: bytes as hexadecimal digits, instants by their number."""
    if isinstance(value, memoryview | bytes):
        return bytes(value).hex()
    if isinstance(value, datetime):
        return value.timestamp()
    return value
