"""Names that analysts linked by hand: from the next run on the resolver knows them as declared short names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from anlan.entities.not_names import is_no_name
from anlan.entities.registry import Alias
from anlan.signals import Correction, CorrectionKind

_CODE = re.compile(r"[0-9A-Z]{18}")


def learned_names(corrections: Iterable[Correction]) -> list[Alias]:
    """One alias for each name and enterprise that a person linked; who said so and since when stands in it.

    A later correction of the same article replaces the earlier one. A name that was linked to two enterprises is
    learned for both, so that the resolver calls it ambiguous and asks for more.
    """
    meant: dict[tuple[str, str], Correction] = {}
    for one in sorted(corrections, key=lambda item: item.made_at):
        if one.kind is not CorrectionKind.WRONG_EMPLOYER or one.right_uscc is None:
            continue
        if _CODE.fullmatch(one.employer) is None:
            meant[(one.group_id, one.employer)] = one
            continue
        for key, earlier in meant.items():
            if key[0] == one.group_id and earlier.right_uscc == one.employer:
                meant[key] = one
    first: dict[tuple[str, str], Alias] = {}
    for (_, name), one in meant.items():
        if one.right_uscc is not None and not is_no_name(name):
            source, day = f"人工关联（{one.made_by}）", one.made_at.date().isoformat()
            first.setdefault((name, one.right_uscc), Alias(name, one.right_uscc, "short_name", source, day))
    return list(first.values())
