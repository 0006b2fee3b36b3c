"""A SQL script cut into statements, whatever tool wrote it: dumps, exports, procedures and client commands.

Only where statements end is decided here. Text in quotes, comments, dollar quotes, rows of ``COPY`` and the bodies of
procedures never end one; client commands (``\\connect``, ``DELIMITER``, ``PROMPT``, ``GO``) have a line of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_FAMILY_QUOTES = {
    # MySQL escapes with a backslash, the others double the quote.
    "mysql": r"'[^'\\]*(?:(?:\\.|'')[^'\\]*)*'|\"[^\"\\]*(?:(?:\\.|\"\")[^\"\\]*)*\"|`[^`]*`",
    # Oracle quotes text that holds quotes as ``q'[…]'``, with any pair of marks.
    "oracle": r"(?<![\w'])[nN]?[qQ]'(?:\[.*?\]|\{.*?\}|\(.*?\)|<.*?>|(?P<mark>[^\s\[({<]).*?(?P=mark))'|"
    r"'[^']*'|\"[^\"]*\"|`[^`]*`",
    "other": r"(?<![eE])'[^']*'|[eE]'[^'\\]*(?:(?:\\.|'')[^'\\]*)*'|\"[^\"]*\"|`[^`]*`",
}
_COMMENTS = r"--[^\n]*|/\*.*?\*/"
_DOLLAR = r"\$(?P<tag>[A-Za-z_]\w*)?\$"
_PROCEDURE = re.compile(
    r"\s*(?:CREATE\s+(?:OR\s+REPLACE\s+)?(?:DEFINER\s*=\s*\S+\s+)?(?:(?:NON)?EDITIONABLE\s+)?"
    r"(?:PROCEDURE|FUNCTION|TRIGGER|PACKAGE|EVENT|TYPE\s+BODY)\b|DECLARE\b|BEGIN\b(?!\s*(?:;|TRANSACTION|WORK)))",
    re.I,
)
_BLOCK_END = re.compile(
    r"\n[ \t]*/[ \t]*(?=\r?\n|\Z)"
    r"|\bEND\b[^;\n]*;\s*(?=\Z|(?:(?:--[^\n]*\n|/\*.*?\*/)\s*)*(?:CREATE|ALTER\s+TABLE|COMMENT\s+ON|DROP|INSERT)\b)",
    re.I | re.S,
)
_CLIENT_LINE = {
    "mysql": re.compile(r"(?:USE|SOURCE|\\\.)\s+[^;\n]*(?=\r?\n|\Z)", re.I),
    "postgres": re.compile(r"\\(?!\.)[^\n]*"),
    "oracle": re.compile(
        r"(?:PROMPT|SPOOL|REM|REMARK|WHENEVER|EXIT|QUIT|CONN|CONNECT|DISCONNECT|COLUMN|SHOW|SET\s+"
        r"(?:DEFINE|ECHO|FEEDBACK|SERVEROUTPUT|LINESIZE|SQLBLANKLINES|VERIFY|TERMOUT|PAGESIZE|HEADING))\b[^\n]*|@[^\n]*",
        re.I,
    ),
    "sqlite": re.compile(r"\.[a-z][^\n]*"),
}
_GO = re.compile(r"(?:GO|/)[ \t]*(?=\r?\n|\Z)", re.I)
_DELIMITER = re.compile(r"DELIMITER[ \t]+(\S+)[^\n]*", re.I)
_COPY = re.compile(r"\s*COPY\b.*\bFROM\s+STDIN\b", re.I | re.S)
_ROWS = re.compile(r"INSERT|REPLACE|UPDATE|VALUES", re.I)
_SWALLOWED = re.compile(r";[ \t]*\n\s*(?:CREATE|ALTER|COMMENT\s+ON|INSERT\s+INTO|DROP)\s", re.I)
_BLANK = re.compile(r"\s*")
_VERSIONED = re.compile(r"/\*!(M?)(\d{5,6})?(.*?)\*/", re.S)
_MARIADB_VERSION = 101_100


@dataclass(frozen=True)
class Statement:
    """One statement and the line on which it begins; ``is_open`` says that its quotes or comments never close."""

    text: str
    line: int
    is_open: bool = False


def without_version_marks(text: str, dialect: str) -> str:
    """A MySQL script with the comments that the server runs (``/*!40101 … */``) as plain text.

    MariaDB runs none of MySQL's own numbers from 50700 to 99999. Line numbers stay.
    """

    def shown(match: re.Match[str]) -> str:
        number = int(match[2] or 0)
        is_run = not 50_700 <= number <= 99_999 and number <= _MARIADB_VERSION if dialect == "mariadb" else not match[1]
        return f" {match[3]} " if is_run else "\n" * match[0].count("\n")

    return _VERSIONED.sub(shown, text) if dialect in ("mysql", "mariadb") and "/*!" in text else text


def statements(text: str, family: str) -> Iterator[Statement]:
    """The statements and client commands of a script, in order.

    A quote that never closes ends with its statement's first line end, so that the statements after it are still read.
    """
    return _Cutter(text.replace("\r\n", "\n"), family).run()


class _Cutter:
    """Walks once over a script; ``position`` is where the next statement begins."""

    def __init__(self, text: str, family: str) -> None:
        quotes = _FAMILY_QUOTES.get(family, _FAMILY_QUOTES["other"])
        hashes = r"|\#[^\n]*" if family == "mysql" else ""
        self.text = text
        self.family = family
        self.delimiter = ";"
        self._line = 1
        self._counted = 0
        self._pieces = f"(?P<comment>{_COMMENTS}{hashes})|(?P<quoted>{quotes})|{_DOLLAR}"
        self._next = self._compiled()

    def _compiled(self) -> re.Pattern[str]:
        # SQL*Plus and DIsql run what they hold at a slash on a line of its own.
        slash = r"|^[ \t]*/[ \t]*$" if self.family == "oracle" else ""
        end = rf"(?P<end>{re.escape(self.delimiter)}{slash})"
        return re.compile(rf"{end}|{self._pieces}|(?P<open>['\"`]|/\*)", re.S | re.M)

    def run(self) -> Iterator[Statement]:
        position = 0
        while True:
            position = self._begin(position)
            if position >= len(self.text):
                return
            command = self._client_command(position)
            if command is not None:
                yield Statement(command.group().strip(), self._line_of(position))
                position = command.end()
                continue
            end, after, is_open = self._end(position)
            statement = self.text[position:end].strip()
            if statement:
                yield Statement(statement, self._line_of(position), is_open)
            position = self._after_rows(after) if _COPY.match(statement[:2000]) else after

    def _begin(self, position: int) -> int:
        """Past white space and comments: comments belong to no statement unless they stand inside it."""
        while True:
            start = _BLANK.match(self.text, position).end()  # type: ignore[union-attr]
            match = self._next.match(self.text, start)
            if match is None or match.lastgroup != "comment":
                return start
            position = match.end()

    def _line_of(self, position: int) -> int:
        self._line += self.text.count("\n", self._counted, position)
        self._counted = position
        return self._line

    def _client_command(self, position: int) -> re.Match[str] | None:
        if self.family == "mysql" and (match := _DELIMITER.match(self.text, position)):
            self.delimiter = match[1]
            self._next = self._compiled()
            return match
        line = _CLIENT_LINE.get(self.family)
        return _GO.match(self.text, position) or (line.match(self.text, position) if line else None)

    def _end(self, position: int) -> tuple[int, int, bool]:
        """Where the statement ends, where the next may begin, and whether something in it never closed."""
        if self.delimiter == ";" and self.family != "postgres" and _PROCEDURE.match(self.text, position):
            block = _BLOCK_END.search(self.text, position)
            return (block.end(), block.end(), False) if block else (len(self.text), len(self.text), True)
        at, is_open = position, False
        while match := self._next.search(self.text, at):
            if match.lastgroup == "end" or match["end"]:
                return match.start(), match.end(), is_open
            at = match.end()
            if match["open"]:
                is_open = True
            elif match["quoted"] and _SWALLOWED.search(match["quoted"]) and not _ROWS.match(self.text, position):
                # A quote that never closed would take the statements after it along.
                at, is_open = match.start() + 1, True
            elif match.lastgroup != "comment" and match["quoted"] is None and match["comment"] is None:
                at = self._after_dollar(match)
        return len(self.text), len(self.text), is_open

    def _after_dollar(self, match: re.Match[str]) -> int:
        # Outside PostgreSQL two dollars are no quote.
        closing = self.text.find(match.group(), match.end()) if self.family == "postgres" else -1
        return closing + len(match.group()) if closing >= 0 else match.end()

    def _after_rows(self, position: int) -> int:
        end = self.text.find("\n\\.", position)
        return len(self.text) if end < 0 else end + 3
