"""A column's type in its system's own words, and its length apart: the same whichever way it was read.

A live database and the script that made it spell one type in several ways (``int(11)`` and ``INTEGER``,
``character varying(20)`` and ``VARCHAR(20)``); each family of systems has one spelling here: the one its own catalogue
shows. Display widths of integers and fractions of seconds are no lengths.
"""

from __future__ import annotations

import re

# The families are named as sqlglot names the dialects.
FAMILIES = {
    "mysql": "mysql",
    "mariadb": "mysql",
    "postgres": "postgres",
    "postgresql": "postgres",
    "kingbase": "postgres",
    "oracle": "oracle",
    "dm8": "oracle",
    "dm": "oracle",
    "sqlite": "sqlite",
}
_ALIASES = {
    "mysql": {
        "integer": "int",
        "middleint": "mediumint",
        "dec": "decimal",
        "fixed": "decimal",
        "numeric": "decimal",
        "bool": "tinyint",
        "boolean": "tinyint",
        "double precision": "double",
        "real": "double",
        "nvarchar": "varchar",
        "national varchar": "varchar",
        "character varying": "varchar",
        "char varying": "varchar",
        "character": "char",
        "nchar": "char",
        "national char": "char",
        "national character": "char",
        "national character varying": "varchar",
        "national char varying": "varchar",
        "serial": "bigint unsigned",
    },
    "postgres": {
        "int": "integer",
        "int4": "integer",
        "int8": "bigint",
        "int2": "smallint",
        "serial": "integer",
        "serial4": "integer",
        "bigserial": "bigint",
        "serial8": "bigint",
        "smallserial": "smallint",
        "bool": "boolean",
        "character varying": "varchar",
        "char varying": "varchar",
        "character": "char",
        "bpchar": "char",
        "decimal": "numeric",
        "float8": "double precision",
        "float": "double precision",
        "double": "double precision",
        "float4": "real",
        "timestamptz": "timestamp with time zone",
        "timetz": "time with time zone",
        "bit varying": "varbit",
    },
    "oracle": {"integer": "int", "character": "char", "character varying": "varchar"},
    "sqlite": {},
}
_DEFAULT_LENGTHS = {
    "mysql": {"char": "1", "binary": "1", "bit": "1", "decimal": "10,0"},
    "postgres": {"char": "1"},
    "oracle": {"char": "1"},
    "sqlite": {},
}
_INTEGERS = re.compile(r"(tiny|small|medium|big)?int(eger)?\b")
_TEMPORAL = re.compile(r"(datetime|timestamp|time|date|year|interval)\b")
_LISTED = frozenset({"enum", "set"})
_SHAPE = re.compile(r"^\s*([^(\[]*?)\s*(?:\((.*?)\))?\s*((?:[a-z][^()\[]*)?)((?:\[\d*\])*)\s*$", re.S | re.I)
_UNITS = re.compile(r"\s*\b(char|byte|characters?|bytes?)\b\s*$", re.I)
_TAIL = re.compile(r"\b(character set|charset|collate|ascii|unicode|zerofill|signed|without time zone)\b.*$", re.I)
# A column filled with zeros has no sign. An interval's precisions stand within its words.
_ZEROFILL = re.compile(r"\b(?:(?:un)?signed\s+)?zerofill\b(?:\s+unsigned\b)?", re.I)
_PRECISION = re.compile(r"\s*\(\s*\d+\s*\)")
_NUMBERS = re.compile(r"^[-*\d]+(,[-\d]+)?$")


def native_type(declared: str, dialect: str) -> tuple[str, str]:
    """The type's name in lower case and its length, of a type as a script or an inspector spells it."""
    family = FAMILIES.get(dialect, "sqlite")
    plain = " ".join(declared.replace('"', "").replace("`", "").split())
    if family == "mysql" and _ZEROFILL.search(plain):
        plain = f"{_ZEROFILL.sub('', plain)} unsigned"
    if plain[:8].lower() == "interval":
        plain = _PRECISION.sub("", plain)
    match = _SHAPE.match(plain)
    if match is None:
        return declared.strip().lower(), ""
    words, inside, rest, brackets = match[1].lower(), match[2] or "", match[3].lower(), match[4]
    name = " ".join(part for part in (_bare(words), _bare(rest)) if part)
    if family == "postgres":
        name = name.rpartition(".")[2]
    base, unsigned = (name.removesuffix(" unsigned"), " unsigned") if name.endswith(" unsigned") else (name, "")
    name = _ALIASES[family].get(base, base) + unsigned
    if dialect == "mariadb" and name == "json":
        # MariaDB keeps JSON as text and says so.
        name = "longtext"
    first = name.split(" ")[0] if name else ""
    if first in _LISTED or _TEMPORAL.match(name) or (_INTEGERS.match(name) and family in ("mysql", "postgres")):
        return name + brackets, ""
    length = _UNITS.sub("", inside).replace(" ", "")
    if not _NUMBERS.match(length):
        # An argument that is no number (a geometry's shape) belongs to the name.
        return (f"{name}({length.lower()})" if length else name) + brackets, _DEFAULT_LENGTHS[family].get(name, "")
    if family == "mysql" and first == "decimal" and "," not in length:
        length += ",0"
    if family == "postgres" and first == "numeric" and "," not in length:
        length += ",0"
    return name + brackets, length


def _bare(words: str) -> str:
    return _TAIL.sub("", words).strip()
