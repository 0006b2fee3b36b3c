"""Measures the detector and writes ``result.json``: types by source, after training, false alarms, speed.

    python benchmarks/signals/measure.py [--trained] [--registry PREPARED.idx]

``--trained`` adds the cross-validated figures (some minutes); ``--registry`` adds detecting and linking against a
prepared register (see ``anlan entities prepare``). Reference texts are read from ``ANLAN_REFERENCE_DATA``.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import reference as ref
from reference import CLOSURE, COLLECTIVE, LAYOFF, LOSS, Text

from anlan.base.risk_types import RiskType
from anlan.signals import Detector, PatternMentionFinder
from anlan.signals.stream import LineReader, answer_stream
from anlan.signals.training import Labelled, Score, fit, fold_of, judge, prepare, scores, trainable

KEYWORDS = {
    LAYOFF: "裁员|裁减|减员|裁撤",
    COLLECTIVE: "罢工|游行|静坐|示威|抗议",
    LOSS: "亏损|业绩.{0,6}下滑|净利润?.{0,10}(?:下滑|下降|减少)|预亏",
    CLOSURE: "破产|倒闭|停业|跑路|清盘|失联",
}
Say = Callable[[str], frozenset[RiskType]]


def by_keywords(text: str) -> frozenset[RiskType]:
    """What four keyword lists say, for comparison."""
    return frozenset(kind for kind, pattern in KEYWORDS.items() if re.search(pattern, text))


def score(rows: Sequence[Text], kind: RiskType, say: Say) -> Score:
    """Counts of one type over the texts for which it is decided."""
    decided = [row for row in rows if kind not in row.uncertain]
    return scores([row.labels for row in decided], [say(row.text) for row in decided], [kind])[kind]


def shown(value: Score) -> dict[str, Any]:
    """Counts and F1 for the result file."""
    return {"right": value.right, "wrong": value.wrong, "missed": value.missed, "f1": round(value.f1, 4)}


def by_source(say: Say, half: str) -> dict[str, Any]:
    """Each type within its own source, and their macro mean."""
    duee = [row for row in ref.duee() if row.half == half]
    finance = [row for row in ref.ccks_read_again() if row.half == half]
    found = {kind: score(duee, kind, say) for kind in (LAYOFF, COLLECTIVE)}
    found |= {kind: score(finance, kind, say) for kind in (LOSS, CLOSURE)}
    macro = sum(value.f1 for value in found.values()) / len(found)
    return {"types": {kind.label: shown(value) for kind, value in found.items()}, "macro_f1": round(macro, 4)}


def corpus_part(say: Say, part: str) -> dict[str, Any]:
    """All six types on a part of the open corpus."""
    rows = ref.corpus(part)
    found = scores([row.labels for row in rows], [say(row.text) for row in rows], RiskType)
    macro = sum(value.f1 for value in found.values()) / len(found)
    return {"types": {kind.label: shown(value) for kind, value in found.items()}, "macro_f1": round(macro, 4)}


def mixed(say: Say, half: str) -> dict[str, Any]:
    """Four types over all sources in one heap; the financial labels both as given and as read again."""
    rest = [row for row in (*ref.duee(), *ref.fewfc()) if row.half == half]
    result = {}
    for name, finance in (("as_labelled", ref.ccks_gold()), ("read_again", ref.ccks_read_again())):
        rows = rest + [row for row in finance if row.half == half]
        found = {kind: score(rows, kind, say) for kind in KEYWORDS}
        macro = sum(value.f1 for value in found.values()) / len(found)
        result[name] = {
            "types": {kind.label: shown(value) for kind, value in found.items()},
            "macro_f1": round(macro, 4),
        }
    return result


def false_alarms(say: Say) -> dict[str, Any]:
    """How many news items that are none of it raise an alarm."""
    rows = ref.news()
    none = [text for text, is_event in rows if not is_event]
    wrong = sum(bool(say(text)) for text in none)
    return {"items": len(rows), "none_of_it": len(none), "false_alarms": wrong, "share": round(wrong / len(none), 5)}


def cross_validated(rows: Sequence[Text], kinds: Iterable[RiskType], folds: int = 5) -> dict[RiskType, Score]:
    """Scores when every text is judged by a model trained on the other folds' labels; undecided texts are left out."""
    wanted = list(kinds)
    rows = [row for row in rows if not row.uncertain & set(wanted)]
    features = prepare([Labelled(row.text, row.labels) for row in rows])
    places = [fold_of(row.text, folds) for row in rows]
    answers: list[frozenset[RiskType]] = [frozenset()] * len(rows)
    for number in range(folds):
        held = [index for index, place in enumerate(places) if place == number]
        seen = [index for index, place in enumerate(places) if place != number]
        model = fit(features.part(seen), gated=False, strength=10.0, about={})
        for index, answer in zip(held, judge(model, features, held), strict=True):
            answers[index] = answer
    known = [kind for kind in wanted if kind in trainable(features.labels)]
    return scores([row.labels for row in rows], answers, known)


def trained() -> dict[str, Any]:
    """The cross-validated figures: within the sources, and all sources in one heap."""
    own = cross_validated(ref.duee(), (LAYOFF, COLLECTIVE)) | cross_validated(ref.ccks_read_again(), (LOSS, CLOSURE))
    result = {"by_source": _summed(own)}
    for name, finance in (("as_labelled", ref.ccks_gold()), ("read_again", ref.ccks_read_again())):
        result[f"mixed_{name}"] = _summed(cross_validated([*ref.duee(), *ref.fewfc(), *finance], KEYWORDS))
    return result


def _summed(found: dict[RiskType, Score]) -> dict[str, Any]:
    macro = sum(value.f1 for value in found.values()) / len(found)
    return {"types": {kind.label: shown(value) for kind, value in found.items()}, "macro_f1": round(macro, 4)}


def blocks(count: int = 4000) -> list[str]:
    """Texts of 500 characters of the news, none twice."""
    heap = "\n".join(text for text, _ in ref.news())
    return [heap[start : start + 500] for start in range(0, min(len(heap) - 500, 500 * count), 500)]


def speed(detector: Detector) -> dict[str, Any]:
    """Texts of 500 characters a second in one process: wall and processor time."""
    texts = blocks()
    for text in texts[:100]:
        detector.detect(text)
    wall, cpu = time.perf_counter(), time.process_time()
    for text in texts:
        detector.detect(text)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return {
        "texts": len(texts),
        "texts_per_second": round(len(texts) / wall),
        "texts_per_cpu_second": round(len(texts) / cpu),
    }


def linked_speed(detector: Detector, registry: Path) -> dict[str, Any]:
    """The same with employers linked against a prepared register, as ``anlan signals detect`` does it."""
    from anlan.cli.entities import open_resolver
    from anlan.entities.mentions import MentionFinder

    begun = time.perf_counter()
    reader = LineReader(detector, MentionFinder(open_resolver(registry)), 2)
    start = time.perf_counter() - begun
    lines = [json.dumps({"id": number, "text": text}).encode() for number, text in enumerate(blocks())]
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in answer_stream([b"\n".join(lines)], reader):
        pass
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "registry_bytes": registry.stat().st_size,
        "start_seconds": round(start, 2),
        "texts_per_second": round(len(lines) / wall),
        "texts_per_cpu_second": round(len(lines) / cpu),
        "peak_memory_mb": round(peak),
    }


def main() -> None:
    """Measure what was asked for and write the result beside this file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trained", action="store_true")
    parser.add_argument("--registry", type=Path)
    asked = parser.parse_args()
    detector = Detector()

    def say(text: str) -> frozenset[RiskType]:
        return detector.detect(text).types

    out = ref.HERE / "result.json"
    result = json.loads(out.read_text(encoding="utf-8")) if out.is_file() else {}
    result["machine"] = "2 vCPU, 24 GiB, Debian 12, Python 3.11.7"
    result["date"] = "2026-11-22"
    result["by_source"] = {half: by_source(say, half) for half in ("dev", "test")}
    result["by_source_keywords"] = {half: by_source(by_keywords, half) for half in ("dev", "test")}
    result["corpus"] = {part: corpus_part(say, part) for part in ("train", "test")}
    result["mixed"] = {half: mixed(say, half) for half in ("dev", "test")}
    result["false_alarms"] = false_alarms(say)
    result["speed"] = {"detect": speed(detector), "detect_by_pattern": pattern_speed(detector)}
    if asked.trained:
        result["trained"] = trained()
    if asked.registry:
        result["speed_linked"] = linked_speed(detector, asked.registry)
    out.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, ensure_ascii=False, indent=1))


def pattern_speed(detector: Detector) -> dict[str, Any]:
    """The same with employers found by the form of their names."""
    reader = LineReader(detector, PatternMentionFinder(), 2)
    lines = [json.dumps({"id": number, "text": text}).encode() for number, text in enumerate(blocks())]
    begun = time.perf_counter()
    for line in lines:
        reader.answer(line)
    return {"texts_per_second": round(len(lines) / (time.perf_counter() - begun))}


if __name__ == "__main__":
    main()
