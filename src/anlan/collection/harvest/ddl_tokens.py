"""Tokens of a statement as sqlglot's tokenizer of the dialect gives them, with what reading table definitions needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from sqlglot.dialects.dialect import Dialect
from sqlglot.tokenizer_core import Token, TokenType

from anlan.collection.harvest.native_types import FAMILIES

_OPEN = frozenset({TokenType.L_PAREN, TokenType.L_BRACKET})
_CLOSE = frozenset({TokenType.R_PAREN, TokenType.R_BRACKET})
_TEXT = frozenset(
    {TokenType.STRING, TokenType.NATIONAL_STRING, TokenType.UNICODE_STRING, TokenType.BYTE_STRING, TokenType.RAW_STRING}
)


@cache
def _dialect(name: str) -> Dialect:
    return Dialect.get_or_raise(FAMILIES[name])


def tokens_of(text: str, dialect: str) -> list[Token]:
    """The tokens of a statement. Raises: sqlglot.errors.TokenError."""
    return list(_dialect(dialect).tokenize(text))


def word(tokens: Sequence[Token], position: int) -> str:
    """The token's text in capitals where it is a bare word; empty for names in quotes, strings and beyond the end."""
    if not 0 <= position < len(tokens):
        return ""
    token = tokens[position]
    return "" if token.token_type in _TEXT or token.token_type is TokenType.IDENTIFIER else token.text.upper()


def is_text(token: Token) -> bool:
    """Whether the token is a string."""
    return token.token_type in _TEXT


def closing(tokens: Sequence[Token], start: int) -> int:
    """The position of the bracket that closes the one at ``start``; the end where none does."""
    depth = 0
    for position in range(start, len(tokens)):
        kind = tokens[position].token_type
        depth += (kind in _OPEN) - (kind in _CLOSE)
        if depth == 0:
            return position
    return len(tokens)


def parts(tokens: Sequence[Token]) -> Iterator[tuple[list[Token], str]]:
    """The pieces between commas outside brackets, each with the comment that stands at its end in the script."""
    piece: list[Token] = []
    depth = 0
    for token in tokens:
        kind = token.token_type
        depth += (kind in _OPEN) - (kind in _CLOSE)
        if kind is TokenType.COMMA and depth == 0:
            yield piece, _remark(piece, token)
            piece = []
        else:
            piece.append(token)
    if piece:
        yield piece, _remark(piece, None)


def _remark(piece: Sequence[Token], comma: Token | None) -> str:
    said = [*(piece[-1].comments if piece else ()), *(comma.comments if comma is not None else ())]
    return " ".join(" ".join(said).split())


def name_at(tokens: Sequence[Token], position: int) -> tuple[tuple[str, ...], int]:
    """A dotted name beginning at a position, and the position after it."""
    names: list[str] = []
    while position < len(tokens) and tokens[position].token_type not in _OPEN:
        names.append(tokens[position].text)
        position += 1
        if position >= len(tokens) or tokens[position].token_type is not TokenType.DOT:
            break
        position += 1
    return tuple(names), position


def names_in(tokens: Sequence[Token], start: int) -> list[str]:
    """The column names of a bracketed list at ``start`` (``(`a`, b(10) DESC)`` names a and b)."""
    inside = tokens[start + 1 : closing(tokens, start)]
    return [piece[0].text for piece, _ in parts(inside) if piece]
