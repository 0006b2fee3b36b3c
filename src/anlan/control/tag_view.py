"""Tags of employers in one serving copy, limited to a district where one is given: the list, who carries each, why."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from anlan.base.errors import AnlanError
from anlan.control.assets.tags import TagDay, TagsNotPublished, carried_tag, described
from anlan.control.label_sets import label
from anlan.control.serving_copy import Row, ServingCopy
from anlan.risk.tag_pack import Tag, read_tags, tag_of
from anlan.risk.tagging import EMPLOYER_TAG

_LISTED = "SELECT value AS uscc FROM json_each(?)"
_DISTRICT = "substr(coalesce(district_code, ''), 1, 6)"
# Name and place of an employer: as of the newest week, or else as the register says.
_PLACED = """
SELECT held.*, coalesce(w.name, r.name, held.uscc) AS name, coalesce(w.district_code, r.district_code) AS district_code,
  coalesce(w.industry_code, r.industry_code) AS industry_code, w.staff_count
FROM ({held}) AS held
LEFT JOIN out_risk__employer_week AS w
  ON w.uscc = held.uscc AND w.week = (SELECT max(week) FROM out_risk__employer_week)
LEFT JOIN core_registry__enterprise AS r ON r.rowid = (
  SELECT rowid FROM core_registry__enterprise AS e WHERE e.uscc = held.uscc ORDER BY known_at DESC, row_no DESC LIMIT 1
)"""


class TagNotCarried(AnlanError):
    """The employer does not carry the tag."""

    code = "tag-not-carried"
    status = 404
    message = "{uscc} 没有标签“{label}”"
    hint = "标签每次运行重新计算；到标签页查看现在有哪些单位。"


@dataclass(frozen=True)
class TagQuery:
    """What the employers of a tag are narrowed to; several districts mean either."""

    district: tuple[str, ...] = ()
    q: str = ""


class TagView:
    """The tags of the current release. Raises: TagsNotPublished where the copy holds none."""

    def __init__(self, copy: ServingCopy, district: str | None) -> None:
        if not copy.has(EMPLOYER_TAG):
            raise TagsNotPublished
        self.copy = copy
        self.district = district
        self.tags = read_tags()

    def as_of(self) -> date | None:
        """The day of the tags; None where no employer carries any."""
        day = self.copy.rows(f"SELECT max(as_of) AS day FROM {EMPLOYER_TAG}")[0]["day"]
        return date.fromisoformat(day) if day else None

    def summary(self, before: TagDay | None) -> Row:
        """Every tag with how many employers carry it, and who came and went since the day before."""
        now = self._carriers()
        then = {} if before is None else self._within(before.carriers)
        rows = [
            {**described(tag), **_counts(now.get(tag.code, frozenset()), then.get(tag.code, frozenset()), before)}
            for tag in self.tags
        ]
        tagged = len(frozenset().union(*now.values())) if now else 0
        head = {"as_of": self.as_of(), "before": before.as_of if before else None, "release": self.copy.release}
        return {**head, "employers": tagged, "rows": rows}

    def _carriers(self) -> dict[str, frozenset[str]]:
        sql, values = self._scoped(f"SELECT uscc, tag_code FROM {EMPLOYER_TAG}")
        found: dict[str, set[str]] = {}
        for row in self.copy.rows(sql, values):
            found.setdefault(row["tag_code"], set()).add(row["uscc"])
        return {code: frozenset(usccs) for code, usccs in found.items()}

    def _within(self, carriers: Mapping[str, frozenset[str]]) -> Mapping[str, frozenset[str]]:
        """The same of the district alone, by where the employers are now."""
        if self.district is None:
            return carriers
        sql = f"SELECT uscc FROM ({_PLACED.format(held=_LISTED)}) WHERE {_DISTRICT} = ?"
        return {
            code: frozenset(row["uscc"] for row in self.copy.rows(sql, [json.dumps(sorted(usccs)), self.district]))
            for code, usccs in carriers.items()
        }

    def _scoped(self, held: str) -> tuple[str, list[Any]]:
        if self.district is None:
            return held, []
        return f"SELECT * FROM ({_PLACED.format(held=held)}) WHERE {_DISTRICT} = ?", [self.district]

    def page(self, code: str, query: TagQuery, page: int, size: int) -> Row:
        """A page of the employers that carry a tag, by name, and how many there are by district. Raises: TagUnknown."""
        tag = tag_of(code, self.tags)
        sql, values = self._where(code, query)
        total = self.copy.count(f"SELECT count(*) FROM ({sql})", values)
        rows = self.copy.rows(f"{sql} ORDER BY name, uscc LIMIT ? OFFSET ?", [*values, size, (page - 1) * size])
        head = {**described(tag), "release": self.copy.release, "as_of": self.as_of()}
        return {**head, "total": total, "page": page, "size": size, "rows": rows, "districts": self._districts(code)}

    def every_row(self, code: str, query: TagQuery) -> Row:
        """All employers that the filters show, for an export. Raises: TagUnknown."""
        tag = tag_of(code, self.tags)
        sql, values = self._where(code, query)
        rows = self.copy.rows(f"{sql} ORDER BY name, uscc", values)
        return {**described(tag), "release": self.copy.release, "as_of": self.as_of(), "rows": rows}

    def _where(self, code: str, query: TagQuery) -> tuple[str, list[Any]]:
        held = f"SELECT uscc, value, reason, data_date, as_of FROM {EMPLOYER_TAG} WHERE tag_code = ?"
        parts, values = ["true"], [code]
        if self.district is not None:
            parts, values = [*parts, f"{_DISTRICT} = ?"], [*values, self.district]
        if query.district:
            parts.append(f"{_DISTRICT} IN ({', '.join('?' for _ in query.district)})")
            values += query.district
        if sought := query.q.strip():
            parts.append("(instr(name, ?) > 0 OR instr(uscc, ?) > 0)")
            values += [sought, sought.upper()]
        return f"SELECT * FROM ({_PLACED.format(held=held)}) WHERE {' AND '.join(parts)}", values

    def _districts(self, code: str) -> list[Row]:
        sql, values = self._where(code, TagQuery())
        counted = f"SELECT {_DISTRICT} AS value, count(*) AS count FROM ({sql}) GROUP BY 1 ORDER BY 2 DESC, 1"
        rows = self.copy.rows(counted, values)
        return [{**row, "label": label("district", row["value"])} for row in rows]

    def of_employer(self, uscc: str) -> list[Row]:
        """The tags that an employer carries, in the order of their declaration."""
        found = {row["tag_code"]: row for row in self._rows_of(uscc)}
        return [_carried(tag, found[tag.code]) for tag in self.tags if tag.code in found]

    def why(self, code: str, uscc: str) -> tuple[Row, dict[str, str]]:
        """Why an employer carries a tag, and the trace of the rows behind. Raises: TagUnknown, TagNotCarried."""
        tag = tag_of(code, self.tags)
        row = next((row for row in self._rows_of(uscc) if row["tag_code"] == code), None)
        if row is None:
            raise TagNotCarried(uscc=uscc, label=tag.label)
        data_date = date.fromisoformat(row["data_date"]) if row["data_date"] else None
        return _carried(tag, row), tag.rows_behind(uscc, date.fromisoformat(row["as_of"]), data_date)

    def _rows_of(self, uscc: str) -> list[Row]:
        return self.copy.rows(f"SELECT * FROM {EMPLOYER_TAG} WHERE uscc = ?", [uscc])


def _carried(tag: Tag, row: Row) -> Row:
    return carried_tag(tag, row["value"], row["reason"], row["data_date"], row["as_of"])


def _counts(now: frozenset[str], then: frozenset[str], before: TagDay | None) -> Row:
    if before is None:
        return {"count": len(now), "before": None, "joined": None, "left": None}
    return {"count": len(now), "before": len(then), "joined": len(now - then), "left": len(then - now)}
