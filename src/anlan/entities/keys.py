"""The keys under which a name is indexed, from strict to loose, and the stable 64-bit hash of a key."""

from __future__ import annotations

from hashlib import blake2b

from anlan.base.text import normalise_name
from anlan.entities.forms import NameParts, parse_name, split_form

_BRACKETS = str.maketrans("", "", "()")


def hash_key(key: str) -> int:
    """A hash of 64 bits that is the same in every process (never 0)."""
    return int.from_bytes(blake2b(key.encode("utf-8", "replace"), digest_size=8).digest(), "little") or 1


def exact_key(name: str) -> str:
    """The whole name in normal form without bracket signs: what two spellings of one registered name share."""
    return normalise_name(name).translate(_BRACKETS)


def loose_key(parts: NameParts) -> str:
    """Places as a set, core, class of form and branch: equal for moved places, 市 left out, 有限责任 for 有限."""
    return f"{'+'.join(parts.places)}|{parts.core}|{parts.form}|{parts.branch}"


def core_key(parts: NameParts) -> str:
    """The core alone, with the branch's tail: what is left when region and organisation form are not given."""
    return f"{parts.core}|{parts.branch}"


def keys_of(name: str) -> tuple[str, str, str]:
    """Exact, loose and core key of a name as written."""
    normal = normalise_name(name)
    parts = parse_name(normal)
    return normal.translate(_BRACKETS), loose_key(parts), core_key(parts)


def bare_core(name: str) -> str:
    """The name without its legal form only, region kept (北京安澜科技)."""
    return split_form(normalise_name(name))[0]
