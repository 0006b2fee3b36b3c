"""Ways in which cells go wrong, each a plain function of a text and a source of randomness."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

Rows = list[list[str]]
Slip = Callable[[str, random.Random], str]

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def typing_slip(value: str, dice: random.Random) -> str:
    """One character inserted, left out, doubled, replaced or swapped with the next."""
    if not value:
        return value
    at = dice.randrange(len(value))
    alphabet = "0123456789" if value[at].isdigit() else _LETTERS if value[at].isascii() else "的一是在有和人这中大"
    stranger = dice.choice(alphabet)
    swapped = value[:at] + value[at + 1 : at + 2] + value[at] + value[at + 2 :]
    choices = (
        value[:at] + value[at + 1 :],
        value[:at] + stranger + value[at:],
        value[:at] + stranger + value[at + 1 :],
        value[:at] + value[at] + value[at:],
        swapped,
    )
    return dice.choice(choices)


def character_lost(value: str, dice: random.Random) -> str:
    """A character that occurs in the text replaced wherever it occurs, as a broken key or font does."""
    known = [character for character in set(value) if character.isalnum()]
    return value.replace(dice.choice(sorted(known)), dice.choice("*#x?")) if known else value


def blank(value: str, dice: random.Random) -> str:
    """Nothing."""
    return ""


def token(value: str, dice: random.Random) -> str:
    """What people write instead of a value."""
    return dice.choice(("N/A", "NULL", "未知", "-", "无"))


def spaces(value: str, dice: random.Random) -> str:
    """A blank before or after."""
    return dice.choice((" " + value, value + " ", value + "　"))


def wide(value: str, dice: random.Random) -> str:
    """ASCII letters and digits in their full-width forms."""
    return "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in value)


def upper(value: str, dice: random.Random) -> str:
    """Capital letters."""
    return value.upper()


def date_form(value: str, dice: random.Random) -> str:
    """An ISO date written in another way."""
    year, month, day = value.split("-")
    return dice.choice(
        (f"{year}/{int(month)}/{int(day)}", f"{year}年{int(month)}月{int(day)}日", f"{year}{month}{day}")
    )


def impossible_date(value: str, dice: random.Random) -> str:
    """A day that no calendar knows."""
    year, month, _ = value.split("-")
    return dice.choice((f"{year}-13-05", f"{year}-{month}-32", f"{year}-02-30"))


def far_year(value: str, dice: random.Random) -> str:
    """A date a century off."""
    return str(int(value[:4]) + dice.choice((-100, 100, -1000))) + value[4:]


def hundredfold(value: str, dice: random.Random) -> str:
    """A decimal point lost."""
    return f"{float(value) * dice.choice((100, 1000)):.2f}" if "." in value else value + dice.choice(("00", "000"))


def negative(value: str, dice: random.Random) -> str:
    """A minus sign too many."""
    return "-" + value


def with_unit(unit: str) -> Slip:
    """A unit written behind the number."""
    return lambda value, dice: value + unit


def digit(value: str, dice: random.Random) -> str:
    """One digit replaced by another."""
    places = [at for at, character in enumerate(value) if character.isdigit()]
    if not places:
        return value
    at = dice.choice(places)
    return value[:at] + str((int(value[at]) + dice.randrange(1, 10)) % 10) + value[at + 1 :]


def soil(rows: Rows, column: int, rate: float, slip: Slip, dice: random.Random) -> None:
    """A share of a column's filled cells gone wrong, in place."""
    for row in rows:
        if row[column] and dice.random() < rate:
            row[column] = slip(row[column], dice)


def exchange(rows: Rows, column: int, rate: float, dice: random.Random) -> None:
    """A share of a column's cells given another row's value, in place: every value valid, the row wrong."""
    domain = [row[column] for row in rows]
    for row in rows:
        if dice.random() < rate:
            row[column] = dice.choice(domain)


def swap(rows: Rows, columns: Sequence[int], rate: float, dice: random.Random) -> None:
    """A share of rows with two columns exchanged, in place."""
    first, second = columns
    for row in rows:
        if dice.random() < rate:
            row[first], row[second] = row[second], row[first]


def merge(rows: Rows, columns: Sequence[int], rate: float, dice: random.Random) -> None:
    """A share of rows with one column's value appended to its neighbour's and itself left empty, in place."""
    first, second = columns
    for row in rows:
        if dice.random() < rate:
            row[first], row[second] = f"{row[first]} {row[second]}", ""
