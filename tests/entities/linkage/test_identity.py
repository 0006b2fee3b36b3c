"""Identifiers that last: kept, merged, split, retired."""

from __future__ import annotations

from pathlib import Path

from anlan.entities.linkage.identity import Change, assign, follow
from anlan.entities.linkage.register import IdentityRegister


def test_the_same_records_get_the_same_identifiers_in_any_order() -> None:
    one = assign([["a", "b"], ["c"]], {})
    other = assign([["c"], ["b", "a"]], {})
    assert one.entities == other.entities
    assert assign([["b", "a"], ["c"]], one.entities).changes == []


def test_a_merge_leaves_a_redirect_to_the_larger_part() -> None:
    result = assign([["a", "b", "c"]], {"a": "E1", "b": "E2", "c": "E2"})
    assert set(result.entities.values()) == {"E2"}
    assert result.changes == [Change("merged", "E1", "E2", 1)]


def test_a_split_leaves_the_name_with_the_larger_part() -> None:
    result = assign([["a"], ["b", "c"]], dict.fromkeys("abc", "E1"))
    assert result.entities["b"] == result.entities["c"] == "E1"
    assert result.entities["a"] != "E1"
    assert result.changes == [Change("split", "E1", result.entities["a"], 1)]


def test_records_that_moved_are_a_merge_and_nothing_is_lost() -> None:
    result = assign([["a", "c"], ["b", "d"]], {"a": "E1", "b": "E1", "c": "E2", "d": "E3"})
    assert len(set(result.entities.values())) == 2
    gone = {change.entity for change in result.changes if change.kind == "merged"}
    assert gone | set(result.entities.values()) == {"E1", "E2", "E3"}


def test_vanished_records_retire_their_identifier() -> None:
    assert assign([["a"]], {"a": "E1", "z": "E9"}).changes == [Change("retired", "E9")]


def test_redirects_are_followed_to_the_end_and_never_in_circles() -> None:
    assert follow("E1", {"E1": "E2", "E2": "E3"}) == "E3"
    assert follow("E1", {"E1": "E2", "E2": "E1"}) in {"E1", "E2"}


def test_the_register_survives_runs(tmp_path: Path) -> None:
    register = IdentityRegister(tmp_path / "ids")
    assert register.assignments() == {}
    first = assign([["a"], ["b"]], {})
    register.keep(first, {"comparisons": []}, "2026-11-01")
    second = assign([["a", "b"]], register.assignments())
    register.keep(second, {"comparisons": []}, "2026-11-02")
    old = next(change for change in second.changes if change.kind == "merged")
    assert IdentityRegister(tmp_path / "ids").today(old.entity) == old.other
    assert "merged" in (tmp_path / "ids" / "changes.jsonl").read_text(encoding="utf-8")
