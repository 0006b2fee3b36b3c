"""A stream of JSON lines read one by one: every line gets its answer or its error, in order, in bounded memory."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from anlan.signals.detector import Detection, Detector
from anlan.signals.linking import Mention, MentionFinder

MAX_LINE_BYTES = 16 * 1024 * 1024
"""A longer line is answered with an error, so that one line cannot fill the memory."""
_MAX_FIND = 100_000
_LEAD = 200
_TITLE = 1000
_REMEMBERED = 4096
_BATCH_LINES, _BATCH_BYTES = 64, 1 << 20

Answer = dict[str, Any]


@dataclass(frozen=True)
class _Asked:
    """What one line asks for; ``key`` is the same for the same text of the same day."""

    key: bytes
    text: str
    title: str | None
    published: date | None

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> _Asked:
        text, title, published = given["text"], given.get("title"), given.get("published")
        told = f"{published}\0{title}\0{text}".encode("utf-8", "surrogatepass")
        return cls(hashlib.blake2b(told, digest_size=16).digest(), text, title, _day(published))


@dataclass
class LineReader:
    """Answers lines; identical texts are read once as long as they are remembered."""

    detector: Detector
    finder: MentionFinder
    limit: int = 8
    _seen: OrderedDict[bytes, Answer] = field(default_factory=OrderedDict, repr=False)

    def answer(self, line: bytes) -> Answer:
        """The answer to one input line; what is wrong with the line stands in ``error``, in Chinese."""
        return self.answers([line])[0]

    def answers(self, lines: Sequence[bytes]) -> list[Answer]:
        """The answers to some lines, in order; enterprises are looked for in all their texts together."""
        parsed = [parse_line(line) for line in lines]
        asked = [_Asked.of(given) if problem is None else None for given, problem in parsed]
        known = self._known([one for one in asked if one is not None])
        return [
            {"id": given.get("id"), **known[one.key], "error": None}
            if one is not None
            else {"id": given.get("id"), **as_answer(Detection()), "error": problem}
            for (given, problem), one in zip(parsed, asked, strict=True)
        ]

    def _known(self, asked: Sequence[_Asked]) -> dict[bytes, Answer]:
        """What each text says, read now where it is not remembered."""
        known = {one.key: self._seen[one.key] for one in asked if one.key in self._seen}
        new = list({one.key: one for one in asked if one.key not in known}.values())
        for one, answer in zip(new, self._read(new), strict=True):
            known[one.key] = answer
        for key, answer in known.items():
            self._seen[key] = answer
            self._seen.move_to_end(key)
        while len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return known

    def _read(self, asked: Sequence[_Asked]) -> list[Answer]:
        detections = [self.detector.detect(one.text, one.title, one.published) for one in asked]
        # A text that reports no event is only asked what it is about, and news says that at its beginning.
        searched = [
            one.text[: _MAX_FIND if detection.categories else _LEAD]
            for one, detection in zip(asked, detections, strict=True)
        ]
        found = [[_employer(item, inside=True) for item in items] for items in self._find(searched)]
        silent = [number for number, one in enumerate(asked) if one.title and not found[number]]
        titles = [(asked[number].title or "")[:_TITLE] for number in silent]
        for number, items in zip(silent, self._find(titles), strict=True):
            found[number] = [_employer(item, inside=False) for item in items]
        return [
            as_answer(detection) | {"employers": employers}
            for detection, employers in zip(detections, found, strict=True)
        ]

    def _find(self, texts: Sequence[str]) -> Sequence[Sequence[Mention]]:
        return self.finder.find_many(texts, self.limit) if texts else ()


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


def _employer(mention: Mention, *, inside: bool) -> Answer:
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
    batch: list[bytes] = []
    length = 0
    for line in lines_of(chunks):
        batch.append(line.rstrip(b"\r"))
        length += len(line)
        if len(batch) == _BATCH_LINES or length > _BATCH_BYTES:
            yield from reader.answers(batch)
            batch, length = [], 0
    yield from reader.answers(batch)
