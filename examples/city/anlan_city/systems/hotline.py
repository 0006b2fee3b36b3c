"""12345 市民服务热线: tickets and collective visits behind a paged JSON API; employers as callers call them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from numpy.random import Generator

from anlan_city.months import iso
from anlan_city.reference import BY_MOUTH, BY_NAME, Scribe
from anlan_city.stage import Event, Stage
from anlan_city.stores import write_json_lines
from anlan_city.words import places, read_pack


class Hotline:
    """Writes the rows that the API serves."""

    def __init__(self, rng: Generator, stage: Stage, folder: Path) -> None:
        self.rng, self.stage, self.folder = rng, stage, folder
        self.said = read_pack("hotline.yml")

    def finish(self) -> None:
        """Write tickets and visits, oldest first."""
        scribe = Scribe(self.rng, self.stage.firms, BY_MOUTH)
        tickets = [self._ticket(scribe, event, place) for place, event in enumerate(self._events("ticket"))]
        write_json_lines(self.folder / "tickets.jsonl", tickets)
        scribe = Scribe(self.rng, self.stage.firms, BY_NAME)
        visits = [self._visit(scribe, event, place) for place, event in enumerate(self._events("petition"))]
        write_json_lines(self.folder / "petitions.jsonl", visits)

    def _events(self, table: str) -> list[Event]:
        return self.stage.recorded(table)

    def _ticket(self, scribe: Scribe, event: Event, place: int) -> dict[str, Any]:
        code, name = scribe.write(event.firm, event.values.get("code_of", -1))
        here = places()[self.stage.firms.place[event.firm]]
        street = here.streets[event.firm % len(here.streets)]
        texts = self.said[event.values["topic"]]
        text = texts[int(self.rng.integers(len(texts)))].format(
            name=name.strip(),
            street=street,
            people=event.values["people"],
            months=event.values.get("months", int(self.rng.integers(1, 4))),
            month=(date.fromordinal(event.day).month + 10) % 12 + 1,
        )
        return {
            "order_no": f"GD{iso(event.day).replace('-', '')}{place:07d}",
            "accept_time": _moment(event, place),
            "category": event.values["topic"],
            "involved": event.values["people"],
            "area_code": here.code,
            "street": street,
            "employer_name": name,
            "employer_code": code or None,
            "content": text,
            "sync_time": iso(event.known),
        }

    def _visit(self, scribe: Scribe, event: Event, place: int) -> dict[str, Any]:
        code, name = scribe.write(event.firm)
        return {
            "visit_no": f"LF{place:07d}",
            "visit_date": iso(event.day).replace("-", "/"),
            "people": event.values["people"],
            "escalated": "是" if event.values["escalated"] else "否",
            "employer_name": name,
            "employer_code": code or None,
            "sync_time": iso(event.known),
        }


def _moment(event: Event, place: int) -> str:
    return f"{iso(event.day)} {8 + place % 12:02d}:{place % 60:02d}:00"
