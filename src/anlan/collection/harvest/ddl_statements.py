"""Statements that make and change tables, applied in the order of the script to the tables known so far."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlglot.tokenizer_core import Token, TokenType

from anlan.collection.harvest.ddl_table import ColumnDraft, Parent, TableDraft, add_column, read_columns, table_comment
from anlan.collection.harvest.ddl_tokens import closing, is_text, name_at, names_in, parts, tokens_of, word
from anlan.collection.harvest.items import Unread

_BEFORE_TABLE = frozenset({"GLOBAL", "LOCAL", "TEMPORARY", "TEMP", "UNLOGGED", "FOREIGN", "EXTERNAL", "PRIVATE"})
_FILLERS = frozenset({"IF", "NOT", "EXISTS", "ONLY"})
_STRUCTURE = re.compile(
    r"\s*(?:CREATE\s+(?:(?:GLOBAL|LOCAL|TEMPORARY|TEMP|UNLOGGED|FOREIGN|EXTERNAL|PRIVATE|OR\s+REPLACE|HUGE)\s+)*TABLE\b"
    r"|ALTER\s+TABLE\b|COMMENT\s+ON\s+(?:TABLE|COLUMN)\b|DROP\s+TABLE\b|RENAME\s+TABLE\b)",
    re.I,
)
_TABLE_REMARK = re.compile(r"[^(]*\([ \t]*(?:--(?P<line>[^\n]*)\n|/\*(?P<block>.*?)\*/[ \t]*\n)", re.S)


def is_structural(text: str) -> bool:
    """Whether a statement makes or changes a table, by its first words."""
    return _STRUCTURE.match(text) is not None


@dataclass
class Structure:
    """The tables of a script while it is read, by name in lower case; and what of it could not be read."""

    dialect: str
    tables: dict[tuple[str, ...], TableDraft] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)
    partitions: set[str] = field(default_factory=set)

    def apply(self, text: str, place: str) -> None:
        """Apply one structural statement. Raises: sqlglot.errors.TokenError."""
        tokens = tokens_of(text, self.dialect)
        if not tokens:
            return
        verb = word(tokens, 0)
        if verb == "CREATE":
            self._create(tokens, text, place)
        elif verb == "ALTER":
            self._alter(tokens, text, place)
        elif verb == "COMMENT":
            self._comment(tokens, text, place)
        else:
            self._drop(tokens, verb)

    def find(self, name: Sequence[str]) -> TableDraft | None:
        """The table of a name, with or without its schema; a name that two schemas hold needs its schema."""
        wanted = tuple(part.lower() for part in name)
        if wanted in self.tables:
            return self.tables[wanted]
        found = [table for key, table in self.tables.items() if key[-1] == wanted[-1] and _fits(key, wanted)]
        return found[0] if len(found) == 1 else None

    def _create(self, tokens: list[Token], text: str, place: str) -> None:
        start = _after(tokens, "TABLE")
        name, position = name_at(tokens, start)
        table = TableDraft(name)
        if word(tokens, position) == "PARTITION":
            self.partitions.add(name[-1].lower())
            return
        if word(tokens, position) == "LIKE":
            table.parents.append(Parent.like(tokens, position + 1, self.dialect))
        elif position < len(tokens) and tokens[position].token_type is TokenType.L_PAREN:
            end = closing(tokens, position)
            read_columns(table, tokens[position + 1 : end], text, self.dialect)
            if end == len(tokens):
                self._not_read(place, "括号没有闭合，只读到语句末尾", text)
            table.comment = table_comment(tokens, end) or self._remark(text)
            position = end + 1
        if word(tokens, position) == "INHERITS":
            listed = tokens[position + 2 : closing(tokens, position + 1)]
            table.parents += [Parent(name_at(piece, 0)[0]) for piece, _ in parts(listed)]
        self._inherit(table, place, text)
        for piece in table.unread:
            self._not_read(place, f"无法识别的列定义 {piece}", text)
        if table.columns:
            self.tables[tuple(part.lower() for part in name)] = table
        else:
            self._not_read(place, "建表语句没有列定义（由查询建表的，请改从数据库采集）", text)

    def _remark(self, text: str) -> str:
        """SQLite has no comments on tables: what stands right behind the bracket that opens one speaks of it."""
        head = _TABLE_REMARK.match(text) if self.dialect == "sqlite" else None
        return (head["line"] or head["block"] or "").strip() if head else ""

    def _inherit(self, table: TableDraft, place: str, text: str) -> None:
        inherited: dict[str, ColumnDraft] = {}
        for parent in table.parents:
            found = self.find(parent.name)
            if found is None:
                self._not_read(place, f"引用的表 {'.'.join(parent.name)} 不在脚本中", text)
                continue
            key = {name.lower() for name in found.key}
            columns = {name: replace(column) for name, column in found.columns.items()}
            for column in columns.values():
                column.comment = column.comment if parent.with_comments else ""
                column.nullable = column.nullable and column.name.lower() not in key
            inherited |= columns
            if parent.with_key:
                table.key = table.key or list(found.key)
            if parent.with_comments and self.dialect in ("mysql", "mariadb"):
                table.comment = table.comment or found.comment
        table.columns = inherited | table.columns

    def _alter(self, tokens: list[Token], text: str, place: str) -> None:
        position = _after(tokens, "TABLE")
        name, position = name_at(tokens, position)
        table = self.find(name)
        if table is None:
            is_part = bool(name) and name[-1].lower() in self.partitions
            if not is_part and re.search(r"\b(ADD|MODIFY|CHANGE|RENAME|COMMENT)\b", text, re.I):
                self._not_read(place, f"修改的表 {'.'.join(name)} 不在脚本中", text)
            return
        if word(tokens, position) == "ATTACH":
            self._attach(tokens, position)
            return
        for piece, _ in parts(tokens[position:]):
            self._action(table, piece, text)

    def _attach(self, tokens: list[Token], position: int) -> None:
        """A table that becomes part of another one is no table of its own any more."""
        name, _ = name_at(tokens, position + 2)
        part = self.find(name)
        if part is not None:
            self.partitions.add(name[-1].lower())
            self.tables = {key: value for key, value in self.tables.items() if value is not part}

    def _action(self, table: TableDraft, piece: list[Token], text: str) -> None:
        verb = word(piece, 0)
        if "PRIMARY" in (word(piece, n) for n in range(5)) or "PRIMARY KEY" in (word(piece, n) for n in range(5)):
            start = next((n for n, token in enumerate(piece) if token.token_type is TokenType.L_PAREN), None)
            if verb == "ADD" and start is not None:
                table.key = names_in(piece, start)
            elif verb == "DROP":
                table.key = []
        elif verb in ("ADD", "MODIFY", "CHANGE"):
            self._define(table, verb, piece, text)
        elif verb == "ALTER":
            self._alter_column(table, piece, text)
        elif verb == "DROP" and len(piece) > 1 and piece[1].token_type is TokenType.L_PAREN:
            for dropped in names_in(piece, 1):
                table.columns.pop(getattr(table.column(dropped), "name", ""), None)
        elif verb == "DROP":
            position = 1 + (word(piece, 1) == "COLUMN")
            position += 2 * (word(piece, position) == "IF")
            if word(piece, 1) not in ("CONSTRAINT", "INDEX", "KEY", "FOREIGN", "FOREIGN KEY", "PARTITION"):
                table.columns.pop(getattr(_found(table, piece, position), "name", ""), None)
        elif verb == "RENAME":
            self._rename(table, piece)
        elif verb == "COMMENT":
            table.comment = table_comment(piece, 0) or table.comment

    def _define(self, table: TableDraft, verb: str, piece: list[Token], text: str) -> None:
        position = 1 + (word(piece, 1) == "COLUMN")
        while word(piece, position) in _FILLERS:
            position += 1
        if position < len(piece) and piece[position].token_type is TokenType.L_PAREN:
            body = piece[position + 1 : closing(piece, position)]
            if verb == "ADD":
                read_columns(table, body, text, self.dialect)
            else:
                for one, _ in parts(body):
                    self._redefine(table, one, text)
        elif verb == "CHANGE":
            old = _found(table, piece, position)
            if old is not None:
                _replace(table, old.name, piece[position + 1 :], text)
        elif verb == "MODIFY":
            self._redefine(table, piece[position:], text)
        else:
            read_columns(table, piece[position:], text, self.dialect)

    def _redefine(self, table: TableDraft, piece: list[Token], text: str) -> None:
        old = _found(table, piece, 0)
        if old is None:
            return
        comment, nullable = old.comment, old.nullable
        _replace(table, old.name, piece, text)
        new = table.columns[piece[0].text]
        # Oracle and DM8 change only what they name; MySQL replaces the whole definition.
        if self.dialect not in ("mysql", "mariadb"):
            new.comment = new.comment or comment
            new.type = new.type or old.type
            says_null = any(word(piece, position) == "NULL" for position in range(len(piece)))
            new.nullable = new.nullable if says_null else nullable

    def _alter_column(self, table: TableDraft, piece: list[Token], text: str) -> None:
        position = 1 + (word(piece, 1) == "COLUMN")
        column = _found(table, piece, position)
        if column is None:
            return
        said = [word(piece, n) for n in range(position + 1, len(piece))]
        if said[:3] == ["SET", "NOT", "NULL"]:
            column.nullable = False
        elif said[:3] == ["DROP", "NOT", "NULL"]:
            column.nullable = True
        elif "TYPE" in said[:3]:
            start = position + 1 + said.index("TYPE") + 1
            end = next((n for n in range(start, len(piece)) if word(piece, n) in ("USING", "COLLATE")), len(piece))
            column.type = text[piece[start].start : piece[end - 1].end + 1] if start < len(piece) else column.type

    def _rename(self, table: TableDraft, piece: list[Token]) -> None:
        if word(piece, 1) in ("TO", "AS"):
            name, _ = name_at(piece, 2)
            self.tables = {key: value for key, value in self.tables.items() if value is not table}
            table.name = (*table.name[:-1], *name) if len(name) == 1 else name
            self.tables[tuple(part.lower() for part in table.name)] = table
            return
        position = 1 + (word(piece, 1) == "COLUMN")
        column = _found(table, piece, position)
        if column is not None and word(piece, position + 1) == "TO" and position + 2 < len(piece):
            old, column.name = column.name, piece[position + 2].text
            table.columns = {c.name if key == old else key: c for key, c in table.columns.items()}
            table.key = [column.name if key.lower() == old.lower() else key for key in table.key]

    def _comment(self, tokens: list[Token], text: str, place: str) -> None:
        kind = word(tokens, 2)
        name, position = name_at(tokens, 3)
        said = next((token.text for token in tokens[position:] if is_text(token)), "")
        table = self.find(name if kind == "TABLE" else name[:-1]) if name else None
        column = table.column(name[-1]) if table is not None and kind == "COLUMN" else None
        if column is not None:
            column.comment = said
        elif table is not None and kind == "TABLE":
            table.comment = said
        elif not self.partitions.intersection(part.lower() for part in name[-2:]):
            self._not_read(place, f"注释的对象 {'.'.join(name)} 不在脚本中（可能是视图）", text)

    def _drop(self, tokens: list[Token], verb: str) -> None:
        position = _after(tokens, "TABLE")
        for piece, _ in parts(tokens[position:]):
            name, after = name_at(piece, 0)
            table = self.find(name)
            if table is None:
                continue
            self.tables = {key: value for key, value in self.tables.items() if value is not table}
            if verb == "RENAME":
                table.name = name_at(piece, after + 1)[0]
                self.tables[tuple(part.lower() for part in table.name)] = table

    def _not_read(self, place: str, reason: str, text: str) -> None:
        self.unread.append(Unread(place, reason, " ".join(text.split())[:80]))


def _after(tokens: Sequence[Token], said: str) -> int:
    """The position after a word and the fillers that may follow it (``IF NOT EXISTS``)."""
    position = next(n for n in range(len(tokens)) if word(tokens, n) == said) + 1
    while word(tokens, position) in _FILLERS:
        position += 1
    return position


def _found(table: TableDraft, piece: Sequence[Token], position: int) -> ColumnDraft | None:
    return table.column(piece[position].text) if position < len(piece) else None


def _replace(table: TableDraft, old: str, piece: list[Token], text: str) -> None:
    """Put a column's new definition where the old one stood."""
    fresh = TableDraft(table.name)
    add_column(fresh, piece, text)
    new = next(iter(fresh.columns.values()))
    table.columns = {new.name if key == old else key: new if key == old else c for key, c in table.columns.items()}
    table.key = [new.name if key == old else key for key in table.key]


def _fits(key: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    shorter = min(len(key), len(wanted))
    return key[-shorter:] == wanted[-shorter:]
