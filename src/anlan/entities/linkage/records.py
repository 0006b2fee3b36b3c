"""The records of one or two files in one table: checked, cleaned, ready to be compared."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import pyarrow as pa
from pypinyin import lazy_pinyin

from anlan.base.errors import InputMissing
from anlan.base.text import normalise_name
from anlan.entities.linkage.asking import count_of, one_row
from anlan.entities.linkage.headers import profile_of, renamed
from anlan.entities.linkage.kinds import KINDS, NOTHING, check_sql, clean_sql, upgrade_sql
from anlan.entities.linkage.problems import LinkageConfigInvalid, LinkageInputInvalid
from anlan.entities.linkage.profile import classify, find_identifier
from anlan.entities.linkage.settings import LinkageConfig

_SHARED_NUMBER = 5
"""Different names under one number from which on the number is one of an office or a placeholder, nobody's own."""


@dataclass(frozen=True)
class Field:
    """A column as the comparison knows it: ``alias`` is its name in SQL, ``column`` the name people gave it."""

    alias: str
    column: str
    kind: str


@dataclass
class Records:
    """All records in the table ``records`` of a connection; ``rid`` counts from 0, file after file.

    ``set_aside`` are lines that could not be read, by file; ``notes`` what a person should know about the cleaning.
    """

    connection: duckdb.DuckDBPyConnection
    files: tuple[str, ...]
    counts: tuple[int, ...]
    config: LinkageConfig
    fields: tuple[Field, ...]
    set_aside: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many records there are."""
        return sum(self.counts)

    def alias_of(self, column: str) -> str:
        """The name in SQL of a column. Raises: KeyError."""
        return {item.column: item.alias for item in self.fields}[column]


def read_records(
    connection: duckdb.DuckDBPyConnection, paths: Sequence[Path], config: LinkageConfig, known: Collection[str] = ()
) -> Records:
    """Read, check and clean one file (to find its duplicates) or two (to link one to the other).

    Records whose identifier is among ``known`` get the lowest ``rid``, so that new ones are the last. Raises:
    InputMissing, LinkageInputInvalid, LinkageConfigInvalid.
    """
    headers = []
    set_aside = {}
    for side, path in enumerate(paths):
        header, aside = _load(connection, path, f"raw_{side}")
        headers.append(header)
        if aside:
            set_aside[path.name] = aside
    notes = renamed(connection, headers, config) if len(paths) > 1 else []
    config = _settle(connection, paths, headers, config)
    for side, path in enumerate(paths):
        _check_ids(connection, f"raw_{side}", path, config.id_column)
    connection.register("known_arrow", pa.table({"known": pa.array(sorted(known), pa.string())}))
    records = _clean(connection, tuple(path.name for path in paths), config, set_aside, bool(known))
    records.notes[:0] = notes
    connection.unregister("known_arrow")
    return records


def records_of_table(
    connection: duckdb.DuckDBPyConnection,
    table: pa.Table,
    config: LinkageConfig,
    name: str,
    known: Collection[str] = (),
) -> Records:
    """The same for rows that are in memory already; ``name`` is what messages call them. Raises: as read_records."""
    if table.num_rows == 0:
        raise LinkageInputInvalid(file=name, reason="没有数据行", action="先装载来源数据，再运行关联。")
    connection.register("given_arrow", table)
    connection.execute("CREATE OR REPLACE TEMP TABLE raw_0 AS SELECT * FROM given_arrow")
    connection.unregister("given_arrow")
    config = _settle(connection, [Path(name)], [table.column_names], config)
    _check_ids(connection, "raw_0", Path(name), config.id_column)
    connection.register("known_arrow", pa.table({"known": pa.array(sorted(known), pa.string())}))
    records = _clean(connection, (name,), config, {}, bool(known))
    connection.unregister("known_arrow")
    return records


def _load(connection: duckdb.DuckDBPyConnection, path: Path, table: str) -> tuple[list[str], int]:
    if not path.is_file():
        raise InputMissing(path=path)
    source, delimiter, header = _open(path)
    doubled = [name for name in header if header.count(name) > 1]
    if doubled or not all(header):
        reason = f"表头有重复的列名 {doubled[0]}" if doubled else "表头有空的列名"
        raise LinkageInputInvalid(file=path.name, reason=reason, action="给每一列一个不同的名称。")
    columns = dict.fromkeys(header, "VARCHAR")
    connection.execute("DROP TABLE IF EXISTS reject_errors; DROP TABLE IF EXISTS reject_scans")
    # Rows are numbered as they lie in the file, so that the same file always gives the same answer.
    connection.execute("SET preserve_insertion_order = true")
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM read_csv(?, columns = {columns!r}, header = true, "
        f"delim = ?, quote = '\"', escape = '\"', auto_detect = false, ignore_errors = true, store_rejects = true, "
        f"max_line_size = 16000000)",
        [str(source), delimiter],
    )
    connection.execute("SET preserve_insertion_order = false")
    if source != path:
        source.unlink()
    if count_of(connection, table) == 0:
        raise LinkageInputInvalid(file=path.name, reason="没有数据行", action="提供至少含表头与一行数据的 CSV。")
    return header, int(one_row(connection, "SELECT count(DISTINCT line) FROM reject_errors")[0])


def _open(path: Path) -> tuple[Path, str, list[str]]:
    """The file in UTF-8 (itself, or a copy), its delimiter and its header."""
    with path.open("rb") as file:
        start = file.read(1 << 20)
    if not start.strip():
        raise LinkageInputInvalid(file=path.name, reason="文件是空的", action="提供至少含表头与一行数据的 CSV。")
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise LinkageInputInvalid(file=path.name, reason="不是 CSV 文本", action="请另存为 CSV（UTF-8 或 GB18030）。")
    encoding = _encoding(path)
    source = path
    if encoding != "utf-8-sig":
        with tempfile.NamedTemporaryFile("w", suffix=".csv", delete=False, encoding="utf-8", newline="") as copy:
            copy.write(path.read_text(encoding=encoding, errors="replace"))
        source = Path(copy.name)
    with source.open(encoding="utf-8-sig", errors="replace", newline="") as text:
        first = text.readline()
        delimiter = max((",", "\t", ";", "|"), key=first.count)
        text.seek(0)
        header = next(csv.reader(text, delimiter=delimiter, skipinitialspace=True))
    return source, delimiter, [name.strip().lstrip("\ufeff") for name in header]


def _encoding(path: Path) -> str:
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig"


def _settle(
    connection: duckdb.DuckDBPyConnection, paths: Sequence[Path], headers: list[list[str]], config: LinkageConfig
) -> LinkageConfig:
    """The configuration with identifier and columns, named by the person or found in the first file."""
    shared = [name for name in headers[0] if all(name in header for header in headers)]
    for name in (config.id_column, *(column.name for column in config.columns), *config.ignore):
        for path, header in zip(paths, headers, strict=True):
            if name and name not in header:
                raise LinkageConfigInvalid(
                    place=config.place,
                    reason=f"{path.name} 没有列 {name}",
                    action=f"该文件的列为：{'、'.join(header)}。",
                )
    profiles = [profile_of(connection, "raw_0", name) for name in shared if name not in config.ignore]
    id_column = config.id_column or find_identifier(profiles, count_of(connection, "raw_0"))
    if not id_column:
        raise LinkageInputInvalid(
            file=paths[0].name,
            reason="找不到每行取值不同的标识列",
            action="在配置中用 `id: 列名` 指明标识列；该列每行须有值且不重复。",
        )
    columns = config.columns or classify(profiles, id_column, config.subject)
    if not columns:
        raise LinkageInputInvalid(
            file=paths[0].name,
            reason="没有可比较的列" if len(paths) == 1 else "两个文件没有可比较的同名列",
            action="在配置的 columns 中写明列与种类，例如 `columns: {姓名: name}`；列名不同时用 second 写明对应。",
        )
    known = {column.name for column in columns}
    wrong = [name for rule in config.blocking for name in rule if name not in known]
    if wrong:
        raise LinkageConfigInvalid(
            place=config.place, reason=f"blocking 用到未列入 columns 的列 {wrong[0]}", action="把它加入 columns。"
        )
    return config.with_columns(id_column, columns)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _check_ids(connection: duckdb.DuckDBPyConnection, table: str, path: Path, id_column: str) -> None:
    column = _quoted(id_column)
    empty, doubled = one_row(
        connection,
        f"SELECT count(*) FILTER (nullif(trim({column}), '') IS NULL), count(trim({column})) - "
        f"count(DISTINCT trim({column})) FROM {table}",
    )
    if empty:
        raise LinkageInputInvalid(
            file=path.name, reason=f"标识列 {id_column} 有 {empty} 行为空", action="补全标识，或用 `id:` 指定另一列。"
        )
    if doubled:
        raise LinkageInputInvalid(
            file=path.name,
            reason=f"标识列 {id_column} 有 {doubled} 行与前面的重复",
            action="每行须有不同的标识；去掉完全重复的行，或用 `id:` 指定另一列。",
        )


def _clean(
    connection: duckdb.DuckDBPyConnection,
    files: tuple[str, ...],
    config: LinkageConfig,
    set_aside: dict[str, int],
    known: bool,
) -> Records:
    fields = tuple(Field(f"f{at}", column.name, column.kind) for at, column in enumerate(config.columns))
    union = " UNION ALL ".join(
        f"SELECT {side} AS side, rowid AS line, trim({_quoted(config.id_column)}) AS id, "
        + ", ".join(f"{_quoted(item.column)} AS {item.alias}" for item in fields)
        + f" FROM raw_{side}"
        for side in range(len(files))
    )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE together AS {union}")
    counts = tuple(count_of(connection, f"raw_{side}") for side in range(len(files)))
    parts, joins = [f"line + CASE side WHEN 0 THEN 0 ELSE {counts[0]} END AS rid", "side", "id"], []
    if known:
        _number_known_first(connection)
        parts[0], joins = "numbered.rid AS rid", ["JOIN numbered USING (side, line)"]
    for item in fields:
        kind = KINDS[item.kind]
        if kind.spoken:
            _register_spoken(connection, item)
            joins.append(f"LEFT JOIN spoken_{item.alias} ON together.{item.alias} = spoken_{item.alias}.raw")
            parts += [f"spoken_{item.alias}.clean AS {item.alias}", f"spoken_{item.alias}.sound AS {item.alias}_sound"]
        else:
            parts.append(f"{clean_sql(kind, f'together.{item.alias}')} AS {item.alias}")
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE cleaned AS SELECT {', '.join(parts)} FROM together {' '.join(joins)}"
    )
    connection.execute("DROP TABLE together")
    notes = _derive(connection, fields)
    return Records(connection, files, counts, config, fields, set_aside, notes)


def _number_known_first(connection: duckdb.DuckDBPyConnection) -> None:
    """The table ``numbered``: ``rid`` by line, known records before new ones. Only keys are sorted, not whole rows."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE numbered AS SELECT side, line, row_number() OVER (ORDER BY known IS NULL, side, "
        "line) - 1 AS rid FROM together LEFT JOIN known_arrow ON together.id = known_arrow.known"
    )


def _derive(connection: duckdb.DuckDBPyConnection, fields: tuple[Field, ...]) -> list[str]:
    """The table ``records``: cleaned values and what follows from them; an office's number stops being anyone's."""
    extra, replaced, notes = [], [], []
    for item in fields:
        kind = KINDS[item.kind]
        if kind.checked:
            extra.append(f"{check_sql(kind, item.alias)} AS {item.alias}_ok")
            replaced.append(f"{upgrade_sql(kind, item.alias)} AS {item.alias}")
        elif item.kind == "address":
            numbers = f"array_to_string(regexp_extract_all({item.alias}, '[0-9]+'), '-')"
            extra.append(f"nullif({numbers}, '') AS {item.alias}_num")
    star = f"* REPLACE ({', '.join(replaced)})" if replaced else "*"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE records AS SELECT {', '.join([star, *extra])} FROM cleaned")
    connection.execute("DROP TABLE cleaned")
    names = [item.alias for item in fields if item.kind in ("name", "surname", "organisation")]
    for item in fields:
        if KINDS[item.kind].checked and names:
            notes += _drop_shared(connection, item, names[0])
    return notes


def _drop_shared(connection: duckdb.DuckDBPyConnection, item: Field, name: str) -> list[str]:
    shared = connection.execute(
        f"SELECT {item.alias} FROM records WHERE {item.alias} IS NOT NULL GROUP BY 1 "
        f"HAVING count(DISTINCT {name}) > {_SHARED_NUMBER} AND count(DISTINCT {name}) > count(*) * 0.5"
    ).fetchall()
    if not shared:
        return []
    connection.execute(
        f"UPDATE records SET {item.alias} = NULL, {item.alias}_ok = false WHERE {item.alias} IN "
        "(SELECT unnest(?::VARCHAR[]))",
        [[number for (number,) in shared]],
    )
    return [f"{item.column}：{len(shared)} 个号码各由 {_SHARED_NUMBER} 个以上不同姓名使用，视为公用号码，不作依据"]


def _register_spoken(connection: duckdb.DuckDBPyConnection, item: Field) -> None:
    """A table of the distinct raw values of a name column with their clean form and their sound."""
    raw = connection.execute(f"SELECT DISTINCT {item.alias} FROM together WHERE {item.alias} IS NOT NULL").fetchall()
    values = [value for (value,) in raw]
    clean = [_name_form(value) for value in values]
    sounds = _sounds({character for text in clean if text for character in text})
    table = pa.table(
        {
            "raw": pa.array(values, pa.string()),
            "clean": pa.array(clean, pa.string()),
            "sound": pa.array([text.translate(sounds) if text else None for text in clean], pa.string()),
        }
    )
    connection.register("spoken_arrow", table)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE spoken_{item.alias} AS SELECT * FROM spoken_arrow")
    connection.unregister("spoken_arrow")


def _name_form(value: str) -> str | None:
    """A name as it is compared. Words in Latin letters keep their order, one space between them."""
    text = value.strip()
    if text.lower() in NOTHING:
        return None
    if text.isascii():
        return " ".join(text.lower().replace(".", " ").replace("-", " ").split()) or None
    return normalise_name(text).replace("·", "") or None


def _sounds(characters: set[str]) -> dict[int, str]:
    """Each Chinese character's sound without tone, as one string a character."""
    ordered = sorted(character for character in characters if "\u4e00" <= character <= "\u9fff")
    return {ord(character): lazy_pinyin(character)[0] + "'" for character in ordered}


def with_fields(records: Records, fields: tuple[Field, ...]) -> Records:
    """The same records looked at through other fields."""
    return replace(records, fields=fields)
