"""Table definitions read from tokens: columns with type, comment and nullability, keys, comments; nothing else counts.

What a definition says of storage, indexes, checks or defaults is passed by, so that an option nobody has seen before
costs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlglot.tokenizer_core import Token, TokenType

from anlan.collection.harvest.ddl_tokens import closing, is_text, name_at, names_in, parts, word
from anlan.collection.harvest.native_types import FAMILIES

_CONSTRAINTS = frozenset(
    {"CONSTRAINT", "PRIMARY", "PRIMARY KEY", "UNIQUE", "FOREIGN", "FOREIGN KEY", "CHECK", "EXCLUDE", "LIKE"}
    | {"SUPPLEMENTAL", "NOT"}
)
# Words that begin an index or a clustered key in one family and are ordinary column names in the others.
_FAMILY_CONSTRAINTS = {
    "mysql": _CONSTRAINTS | {"KEY", "INDEX", "FULLTEXT", "SPATIAL", "PERIOD"},
    "oracle": _CONSTRAINTS | {"CLUSTER"},
}
_TYPE_ENDS = frozenset(
    {"NOT", "NULL", "DEFAULT", "PRIMARY", "PRIMARY KEY", "UNIQUE", "KEY", "COMMENT", "AUTO_INCREMENT", "AUTOINCREMENT"}
    | {"IDENTITY", "REFERENCES", "CHECK", "COLLATE", "CHARACTER SET", "CHARSET", "GENERATED", "AS", "CONSTRAINT"}
    | {"ENABLE", "DISABLE", "ON", "VISIBLE", "INVISIBLE", "STORED", "VIRTUAL", "SRID", "STORAGE", "ENCRYPT"}
    | {"COMPRESSION", "SORT", "FIRST", "AFTER", "USING", "INITIALLY", "DEFERRABLE", "NOVALIDATE", "ENCODING"}
)


@dataclass
class ColumnDraft:
    """One column as a definition writes it; ``type`` is the text of the definition."""

    name: str
    type: str = ""
    comment: str = ""
    remark: str = ""
    nullable: bool = True


@dataclass(frozen=True)
class Parent:
    """A table whose columns another one takes over, and whether it takes comments and the key along."""

    name: tuple[str, ...]
    with_comments: bool = False
    with_key: bool = False

    @classmethod
    def like(cls, tokens: Sequence[Token], start: int, dialect: str) -> Parent:
        """What ``LIKE name …`` takes over: all of it in MySQL, in PostgreSQL what is named."""
        name, position = name_at(tokens, start)
        if FAMILIES[dialect] == "mysql":
            return cls(name, with_comments=True, with_key=True)
        taken: set[str] = set()
        for said, what in zip(tokens[position:], tokens[position + 1 :], strict=False):
            if said.text.upper() == "INCLUDING":
                taken |= {what.text.upper()} if what.text.upper() != "ALL" else {"COMMENTS", "INDEXES"}
            elif said.text.upper() == "EXCLUDING":
                taken -= {what.text.upper()}
        return cls(name, "COMMENTS" in taken, "INDEXES" in taken)


@dataclass
class TableDraft:
    """One table while a script is read: statements that follow add comments, keys and columns."""

    name: tuple[str, ...]
    columns: dict[str, ColumnDraft] = field(default_factory=dict)
    key: list[str] = field(default_factory=list)
    comment: str = ""
    parents: list[Parent] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def column(self, name: str) -> ColumnDraft | None:
        """The column of a name, whatever its case (names without quotes have none)."""
        found = self.columns.get(name)
        return found or next((c for key, c in self.columns.items() if key.lower() == name.lower()), None)


def read_columns(table: TableDraft, tokens: Sequence[Token], source: str, dialect: str) -> None:
    """Take the columns and keys of a definition's body into the table; what is neither is noted as unread."""
    constraints = _FAMILY_CONSTRAINTS.get(FAMILIES[dialect], _CONSTRAINTS)
    for piece, remark in parts(tokens):
        if not piece:
            continue
        first = word(piece, 0)
        if first == "LIKE":
            table.parents.append(Parent.like(piece, 1, dialect))
        elif first in constraints:
            _read_constraint(table, piece)
        else:
            add_column(table, piece, source, remark)


def _read_constraint(table: TableDraft, piece: Sequence[Token]) -> None:
    for position in range(len(piece)):
        both = f"{word(piece, position)} {word(piece, position + 1)}".strip()
        if not both.startswith("PRIMARY KEY"):
            continue
        start = next((n for n in range(position, len(piece)) if piece[n].token_type is TokenType.L_PAREN), None)
        if start is not None:
            table.key = names_in(piece, start)
        return


def add_column(table: TableDraft, piece: Sequence[Token], source: str, remark: str = "") -> None:
    """Add (or replace) the column that a piece of a definition declares."""
    name = piece[0].text
    end = _type_end(piece)
    declared = source[piece[1].start : piece[end - 1].end + 1] if end > 1 else ""
    column = ColumnDraft(name, declared, remark=remark)
    for position in range(end, len(piece)):
        said = word(piece, position)
        following = word(piece, position + 1)
        if said == "NOT" and following == "NULL":
            column.nullable = False
        elif said == "COMMENT" and position + 1 < len(piece) and is_text(piece[position + 1]):
            column.comment = piece[position + 1].text
        elif said in ("PRIMARY", "PRIMARY KEY"):
            table.key = [name]
        elif said == "IDENTITY" or (said == "GENERATED" and _says(piece, position, "IDENTITY")):
            column.nullable = False
    if not declared and len(piece) == 1 and not name.isidentifier():
        table.unread.append(name)
        return
    if declared.lower().startswith(("serial", "bigserial", "smallserial")):
        column.nullable = False
    table.columns[name] = column


def _says(piece: Sequence[Token], start: int, said: str) -> bool:
    return any(word(piece, position) == said for position in range(start, min(start + 6, len(piece))))


def _type_end(piece: Sequence[Token]) -> int:
    position = 1
    while position < len(piece):
        token = piece[position]
        if token.token_type is TokenType.L_PAREN:
            position = closing(piece, position) + 1
            continue
        # ``CHARACTER SET`` comes as one word or as two; MySQL's flag BINARY is no type when one stands before it.
        said = word(piece, position)
        if said in _TYPE_ENDS or is_text(token) or (said == "CHARACTER" and word(piece, position + 1) == "SET"):
            break
        is_kind = word(piece, position - 1) == "NATIONAL"
        if position > 1 and said in ("BINARY", "CHAR") and token.token_type is not TokenType.VAR and not is_kind:
            break
        position += 1
    return min(position, len(piece))


def table_comment(tokens: Sequence[Token], start: int) -> str:
    """The comment among a table's options (``COMMENT='…'``, ``COMMENT '…'``); empty where there is none."""
    for position in range(start, len(tokens)):
        if word(tokens, position) == "COMMENT":
            following = tokens[position + 1 : position + 3]
            return next((token.text for token in following if is_text(token)), "")
    return ""
