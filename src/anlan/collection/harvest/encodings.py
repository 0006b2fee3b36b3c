"""Chinese text whatever happened to it on the way: encodings of whole scripts, and comments read with the wrong one."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_WIDE = re.compile(r"[\u0100-\U0010ffff]")
# A letter beside a foreign one: a word of a Western language, not one spoilt Chinese character.
_ACCENTED = re.compile(r"[A-Za-z][\u00a0-\u00ff]|[\u00a0-\u00ff][A-Za-z]")
_CP1252 = {
    0x20AC: 0x80, 0x201A: 0x82, 0x0192: 0x83, 0x201E: 0x84, 0x2026: 0x85, 0x2020: 0x86, 0x2021: 0x87, 0x02C6: 0x88,
    0x2030: 0x89, 0x0160: 0x8A, 0x2039: 0x8B, 0x0152: 0x8C, 0x017D: 0x8E, 0x2018: 0x91, 0x2019: 0x92, 0x201C: 0x93,
    0x201D: 0x94, 0x2022: 0x95, 0x2013: 0x96, 0x2014: 0x97, 0x02DC: 0x98, 0x2122: 0x99, 0x0161: 0x9A, 0x203A: 0x9B,
    0x0153: 0x9C, 0x017E: 0x9E, 0x0178: 0x9F,
}  # fmt: skip


def decode_script(data: bytes, declared: str = "") -> tuple[str, list[int]]:
    """The text of a script, and the numbers of the lines some of whose bytes belong to no encoding tried.

    A mark decides, else what the bytes are: UTF-16 by its zero bytes, UTF-8, GB18030. A script that is neither as a
    whole is read line by line, because dumps are pieced together from several tools.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), []
    head = data[:4096]
    if len(head) > 3 and head.count(0) > len(head) // 4:
        return data.decode("utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be", "replace"), []
    for encoding in ([declared] if declared else []) + ["utf-8", "gb18030"]:
        try:
            return data.decode(encoding), []
        except UnicodeDecodeError:
            continue
    lines, broken = [], []
    for number, line in enumerate(data.split(b"\n"), start=1):
        text = _line(line)
        if "\ufffd" in text:
            broken.append(number)
        lines.append(text)
    return "\n".join(lines), broken


def _line(line: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return line.decode(encoding)
        except UnicodeDecodeError:
            continue
    return line.decode("utf-8", errors="replace")


def repaired(text: str, fewest: int = 2) -> str:
    """The text as it was meant, where its bytes were once read with the wrong encoding; else as it is.

    Two mishaps leave all bytes in place: UTF-8 or GB18030 read as Latin-1 (a server whose declared charset lies), and
    UTF-8 read as GB18030. ``fewest`` Chinese characters must come out of Latin ones before they are taken for GB18030.
    """
    if text.isascii():
        return text
    raw = _latin_bytes(text)
    if raw is not None:
        for encoding in ("utf-8", "gb2312"):
            found = _decoded(raw, encoding)
            if found and len(_CHINESE.findall(found)) >= (1 if encoding == "utf-8" else fewest):
                return found
        return text
    try:
        found = text.encode("gb18030").decode("utf-8")
    except UnicodeError:
        return text
    # Common characters cluster in the first level of GB 2312; mojibake of this kind does not.
    is_better = len(_CHINESE.findall(found)) >= 2 and _common_share(found) > max(0.7, _common_share(text))
    return found if is_better else text


def all_repaired(texts: Iterable[str]) -> dict[str, str]:
    """What each of the comments of one system was meant to say; where one was GB18030 read as Latin-1, all may be."""
    found = {text: repaired(text) for text in texts}
    was_latin = any(text != meant and _latin_bytes(text) and not _is_utf8(text) for text, meant in found.items())
    if not was_latin:
        return found
    return {text: meant if _ACCENTED.search(meant) else repaired(meant, fewest=1) for text, meant in found.items()}


def _is_utf8(text: str) -> bool:
    return bool(_decoded(_latin_bytes(text) or b"", "utf-8"))


def _latin_bytes(text: str) -> bytes | None:
    """The bytes of a text whose characters all stand for single bytes; none where one cannot."""
    values = [_CP1252.get(ord(character), ord(character)) for character in text]
    return bytes(values) if max(values) < 256 else None


def _decoded(raw: bytes, encoding: str) -> str:
    try:
        found = raw.decode(encoding)
    except UnicodeDecodeError:
        return ""
    return found if _WIDE.search(found) else ""


def _common_share(text: str) -> float:
    chinese = _CHINESE.findall(text)
    common = 0
    for character in chinese:
        try:
            common += 0xB0 <= character.encode("gb2312")[0] <= 0xD7
        except UnicodeEncodeError:
            continue
    return common / len(chinese) if chinese else 0.0
