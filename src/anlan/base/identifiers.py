"""Check digits of the codes a bureau meets: unified social credit code, organisation code, resident ID and more."""

from __future__ import annotations

import re
from datetime import date

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_VALUES = {character: index for index, character in enumerate(USCC_ALPHABET)}
_USCC_WEIGHTS = tuple(pow(3, index, 31) for index in range(17))
_USCC_SHAPE = re.compile(r"[0-9A-HJ-NP-RTUWXY]{2}[0-9]{6}[0-9A-HJ-NP-RTUWXY]{10}")
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_CHECKS = "10X98765432"


def uscc_check_character(first_17: str) -> str:
    """The 18th character that belongs to the first 17 of a unified social credit code.

    Source: GB 32100-2015, clause 4.2.5. Raises: KeyError on a character outside the code's alphabet.
    """
    total = sum(_USCC_VALUES[character] * weight for character, weight in zip(first_17, _USCC_WEIGHTS, strict=True))
    return USCC_ALPHABET[(31 - total % 31) % 31]


def is_valid_uscc(code: str) -> bool:
    """Whether a text is a unified social credit code with the right check character.

    Codes may begin with a letter (A 中央军委, N 农业, Y 其他). Source: GB 32100-2015.
    """
    return bool(_USCC_SHAPE.fullmatch(code)) and uscc_check_character(code[:17]) == code[17]


def organisation_check_character(first_8: str) -> str:
    """The check character of an organisation code. Source: GB 11714-1997. Raises: ValueError on other characters."""
    total = sum(int(character, 36) * weight for character, weight in zip(first_8, _ORGANISATION_WEIGHTS, strict=True))
    remainder = (11 - total % 11) % 11
    return "X" if remainder == 10 else str(remainder)


def is_valid_organisation_code(code: str) -> bool:
    """Whether a text is an organisation code, with or without the hyphen. Source: GB 11714-1997."""
    bare = code.replace("-", "")
    return bool(re.fullmatch(r"[0-9A-Z]{8}[0-9X]", bare)) and organisation_check_character(bare[:8]) == bare[8]


def resident_check_character(first_17: str) -> str:
    """The 18th character of a resident identity number. Source: GB 11643-1999."""
    total = sum(int(digit) * weight for digit, weight in zip(first_17, _RESIDENT_WEIGHTS, strict=True))
    return _RESIDENT_CHECKS[total % 11]


def upgrade_resident_id(number: str) -> str:
    """The 18-character number of a 15-digit one (born 19YY); other lengths come back as they are."""
    if not re.fullmatch(r"[0-9]{15}", number):
        return number
    first_17 = number[:6] + "19" + number[6:]
    return first_17 + resident_check_character(first_17)


def is_valid_resident_id(number: str) -> bool:
    """Whether a text is a resident identity number of 15 or 18 characters with a real birth date and check digit."""
    upgraded = upgrade_resident_id(number.upper())
    if not re.fullmatch(r"[0-9]{17}[0-9X]", upgraded):
        return False
    try:
        date(int(upgraded[6:10]), int(upgraded[10:12]), int(upgraded[12:14]))
    except ValueError:
        return False
    return resident_check_character(upgraded[:17]) == upgraded[17]


def is_valid_mobile(number: str) -> bool:
    """Whether a text is a mainland mobile number."""
    return bool(re.fullmatch(r"1[3-9][0-9]{9}", number))


def is_valid_bank_card(number: str) -> bool:
    """Whether a text of 12 to 19 digits passes the Luhn check. Source: ISO/IEC 7812-1, annex B."""
    if not re.fullmatch(r"[0-9]{12,19}", number):
        return False
    total = 0
    for position, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + position % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
