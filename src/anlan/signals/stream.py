"""A stream of JSON lines read one by one: every line gets its answer or its error, in order, in bounded memory."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from anlan.signals.detector import Detection, Detector
from anlan.signals.linking import MentionFinder

MAX_LINE_BYTES = 16 * 1024 * 1024
"""A longer line is answered with an error, so that one line cannot fill the memory."""
_MAX_FIND = 100_000
_LEAD = 200
_REMEMBERED = 4096

Answer = dict[str, Any]


@dataclass
class LineReader:
    """Answers lines; identical texts are read once as long as they are remembered."""

    detector: Detector
    finder: MentionFinder
    limit: int = 8
    _seen: OrderedDict[bytes, Answer] = field(default_factory=OrderedDict, repr=False)

    def answer(self, line: bytes) -> Answer:
        """The answer to one input line; what is wrong with the line stands in ``error``, in Chinese."""
        given, problem = parse_line(line)
        identity = given.get("id")
        if problem is not None:
            return _empty(identity, problem)
        text, title = given["text"], given.get("title")
        key = hashlib.blake2b(
            f"{given.get('published')}\0{title}\0{text}".encode("utf-8", "surrogatepass"), digest_size=16
        ).digest()
        read = self._seen.get(key)
        if read is None:
            read = self._seen[key] = self._read(text, title, _day(given.get("published")))
            if len(self._seen) > _REMEMBERED:
                self._seen.popitem(last=False)
        else:
            self._seen.move_to_end(key)
        return {"id": identity, **read, "error": None}

    def _read(self, text: str, title: str | None, published: date | None) -> Answer:
        detection = self.detector.detect(text, title, published)
        # A text that reports no event is only asked what it is about, and news says that at its beginning.
        searched = text[:_MAX_FIND] if detection.categories else text[:_LEAD]
        return {**as_answer(detection), "employers": self._employers(searched, title)}

    def _employers(self, text: str, title: str | None) -> list[Answer]:
        found = [_employer(item, inside=True) for item in self.finder.find(text, self.limit)]
        if not found and title:
            found = [_employer(item, inside=False) for item in self.finder.find(title[:1000], self.limit)]
        return found


def parse_line(line: bytes) -> tuple[Mapping[str, Any], str | None]:
    """The object of a line, and what is wrong with it if anything is: UTF-8, else GB18030, then JSON with a text."""
    if len(line) > MAX_LINE_BYTES:
        return {}, f"本行 {len(line)} 字节，超过上限 {MAX_LINE_BYTES} 字节"
    try:
        given = json.loads(_decoded(line))
    except ValueError as error:
        return {}, f"不是有效的 JSON：{_short(error)}"
    except RecursionError:
        return {}, "不是有效的 JSON：嵌套过深"
    if not isinstance(given, dict):
        return {}, "不是 JSON 对象"
    if not isinstance(given.get("text"), str):
        return given, "缺少 text，或 text 不是文字"
    if given.get("title") is not None and not isinstance(given["title"], str):
        return given, "title 不是文字"
    return given, None


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError:
        return line.decode("gb18030")


def _short(error: ValueError) -> str:
    # The reason without the line itself: a line may hold personal data.
    if isinstance(error, json.JSONDecodeError):
        return f"第 {error.colno} 个字符处 {error.msg}"
    return "编码既不是 UTF-8 也不是 GB18030"


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value).strip()[:10].replace("/", "-")) if value else None
    except ValueError:
        return None


def _empty(identity: Any, problem: str) -> Answer:
    nothing = as_answer(Detection())
    return {"id": identity, **nothing, "employers": [], "error": problem}


def as_answer(detection: Detection) -> Answer:
    """A detection as the output line has it; offsets are None where only the title says it."""
    return {
        "categories": [
            {
                "type": item.type.label,
                "score": item.score,
                "trigger": item.trigger,
                "start": item.start,
                "end": item.end,
                "negated": item.negated,
                "rumour": item.rumour,
            }
            for item in detection.categories
        ],
        "employers": [],
        "people": detection.people,
        "money_yuan": detection.money_yuan,
        "district_code": detection.district_code,
        "event_date": detection.event_date.isoformat() if detection.event_date else None,
    }


def _employer(mention: Any, *, inside: bool) -> Answer:
    return {
        "mention": mention.mention,
        "start": mention.start if inside else None,
        "end": mention.end if inside else None,
        "status": mention.status,
        "uscc": mention.uscc,
        "name": mention.name,
    }


def encoded(answer: Answer) -> bytes:
    """An answer as one line of UTF-8 JSON; lone surrogates, which UTF-8 cannot hold, as escapes."""
    plain = json.dumps(answer, ensure_ascii=False)
    try:
        return plain.encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(answer).encode() + b"\n"


def lines_of(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a byte stream read in pieces; a line beyond the limit is cut one byte above it."""
    rest = b""
    for chunk in chunks:
        *whole, last = (rest + chunk).split(b"\n")
        yield from whole
        rest = last[: MAX_LINE_BYTES + 1]
    if rest:
        yield rest


def answer_stream(chunks: Iterable[bytes], reader: LineReader) -> Iterator[Answer]:
    """One answer for each line, in order."""
    return (reader.answer(line.rstrip(b"\r")) for line in lines_of(chunks))
