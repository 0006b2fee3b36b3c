"""The mentions that no registered enterprise answers to yet: a queue for the analyst to link or leave."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from anlan.control.event_corrections import TABLES, EventCorrections, enterprises_named
from anlan.control.masking import mask_text
from anlan.control.serving_copy import Row, ServingCopy

_CANDIDATES = 5
_WAITING = (
    "FROM core_signal__event WHERE uscc IS NULL AND event_id NOT IN (SELECT value FROM json_each(:settled)) "
    "AND (:district IS NULL OR substr(district_code, 1, 6) = :district)"
)


def unlinked_mentions(corrections: EventCorrections, district: str | None, page: int, size: int) -> dict[str, Any]:
    """A page of unlinked mentions, most articles first, with candidates where the name is ambiguous.

    **Rows**: one a mention. Mentions that were linked or taken out since the last run are left out.
    """
    copy = corrections.copy
    head = {"page": page, "size": size}
    if not copy.has(*TABLES):
        return {**head, "total": 0, "rows": []}
    settled = [event for event, one in corrections.marks().items() if one.uscc or not one.is_risk]
    values = {"settled": json.dumps(settled), "district": district, "size": size, "skip": (page - 1) * size}
    grouped = copy.rows(
        f"SELECT mention, min(link_status) AS status, count(*) AS event_count, sum(article_count) AS article_count, "
        f"max(last_date) AS last_date, json_group_array(event_id) AS events, "
        f"json_group_array(DISTINCT risk_type_code) AS types {_WAITING} GROUP BY mention "
        f"ORDER BY article_count DESC, mention LIMIT :size OFFSET :skip",
        values,
    )
    [total] = copy.rows(f"SELECT count(DISTINCT mention) AS total {_WAITING}", values)
    return {**head, "total": total["total"], "rows": _described(copy, grouped)}


def _described(copy: ServingCopy, rows: Sequence[Row]) -> list[Row]:
    ambiguous = [row["mention"] for row in rows if row["status"] == "ambiguous"]
    candidates = enterprises_named(copy, ambiguous, _CANDIDATES)
    described = []
    for row in rows:
        events = sorted(json.loads(row["events"]))
        first = copy.one(
            "SELECT sentence FROM core_signal__event_article WHERE event_id = ? ORDER BY published_date LIMIT 1",
            [events[0]],
        )
        described.append(
            {
                **row,
                "event_ids": events,
                "types": sorted(json.loads(row["types"])),
                "sentence": mask_text((first or {}).get("sentence") or ""),
                "candidates": candidates.get(row["mention"], []),
            }
        )
    return described
