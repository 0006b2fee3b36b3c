"""司法信息共享平台: enforcement, hearings and judgments, bankruptcy notices, behind a paged JSON API."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from numpy.random import Generator

from anlan_city.months import iso
from anlan_city.reference import BY_NAME, Scribe
from anlan_city.stage import Event, Stage
from anlan_city.stores import write_json_lines

_COURTS = ("0101", "0102", "0105", "0106", "0108", "0112", "0114", "0115")
_KIND_WORD = {"1": "执", "2": "执", "3": "执", "4": "执", "5": "执保", "6": "执保"}


class Court:
    """Writes the rows that the API serves."""

    def __init__(self, rng: Generator, stage: Stage, folder: Path) -> None:
        self.rng, self.stage, self.folder = rng, stage, folder
        self.scribe = Scribe(rng, stage.firms, BY_NAME)

    def finish(self) -> None:
        """Write the three resources, oldest publication first; one row in 400 comes twice."""
        self._write("enforcement", self._enforcement)
        self._write("hearing", self._hearing)
        self._write("bankruptcy", self._bankruptcy)

    def _write(self, table: str, render: Callable[[Event, int], dict[str, Any]]) -> None:
        rows: list[dict[str, Any]] = []
        for place, event in enumerate(self.stage.recorded(table)):
            code, name = self.scribe.write(event.firm, event.values.get("code_of", -1))
            row = {**render(event, place), "uscc": code or None, "party_name": name, "publish_time": iso(event.known)}
            rows += [row] * (2 if self.rng.random() < 0.0025 else 1)
        write_json_lines(self.folder / f"{table}.jsonl", rows)

    def _case_number(self, event: Event, place: int, word: str) -> str:
        court = _COURTS[event.firm % len(_COURTS)]
        return f"（{iso(event.day)[:4]}）京{court}{word}{place + 1000}号"

    def _enforcement(self, event: Event, place: int) -> dict[str, Any]:
        values = event.values
        return {
            "record_id": f"ZX{place:08d}",
            "case_no": self._case_number(event, place, _KIND_WORD[values["kind"]]),
            "filing_date": iso(event.day),
            "record_type": values["kind"],
            "amount": round(float(values["yuan"]), 2) or None,
            "equity_ratio": round(float(values["equity"]), 4) or None,
        }

    def _hearing(self, event: Event, place: int) -> dict[str, Any]:
        return {
            "record_id": f"TS{place:08d}",
            "case_no": self._case_number(event, place, "民初"),
            "announce_date": iso(event.day),
            "stage": event.values["stage"],
            "cause": event.values["cause"],
        }

    def _bankruptcy(self, event: Event, place: int) -> dict[str, Any]:
        return {
            "notice_id": f"PC{place:08d}",
            "case_no": f"（{iso(event.day)[:4]}）京01破申{place + 11}号",
            "notice_date": iso(event.day),
            "notice_type": event.values["notice"],
        }
