"""Values of persons as a reviewer sees them: masked by grade, with the places where two of them differ laid open."""

from __future__ import annotations

from anlan.control.masking import MASK, mask_personal

_PLAIN = frozenset({"sex", "sex_code", "district_code", "birth_date"})


def shown(column: str, value: str | None) -> str | None:
    """A value masked; sex, district and date of birth are told as they are, or nobody could judge."""
    if not value or column in _PLAIN:
        return value
    return mask_personal(value)


def shown_beside(column: str, value: str | None, other: str | None) -> str | None:
    """A value as it stands beside another in the review: masked, but for the characters in which the two differ."""
    masked = shown(column, value)
    if not value or not other or not masked or len(value) != len(other) or len(masked) != len(value):
        return masked
    return "".join(
        own if hidden == MASK and own != theirs else hidden
        for own, theirs, hidden in zip(value, other, masked, strict=True)
    )
