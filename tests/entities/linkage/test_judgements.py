"""Judgements: what follows from them, and what contradicts them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from anlan.entities.linkage.judgements import Closure, Judgement, MemoryJudgements, Verdict
from anlan.entities.linkage.problems import JudgementConflict

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def judged(left: str, right: str, verdict: str) -> Judgement:
    return Judgement(left, right, Verdict(verdict), "reviewer", NOW)


def test_a_yes_carries_on_and_a_no_with_it() -> None:
    closure = Closure([judged("a", "b", "same"), judged("b", "c", "same"), judged("c", "d", "different")])
    assert closure.says("a", "c") is Verdict.SAME
    assert closure.says("d", "a") is Verdict.DIFFERENT
    assert closure.says("d", "e") is None


def test_unsure_settles_nothing_but_is_remembered() -> None:
    closure = Closure([judged("a", "b", "unsure")])
    assert closure.says("b", "a") is Verdict.UNSURE
    assert closure.same == closure.different == []


def test_a_contradicting_word_is_refused_either_way() -> None:
    store = MemoryJudgements([judged("a", "b", "same"), judged("b", "c", "same"), judged("c", "d", "different")])
    closure = Closure(store.all())
    with pytest.raises(JudgementConflict):
        closure.accept(judged("a", "c", "different"))
    with pytest.raises(JudgementConflict):
        closure.accept(judged("a", "d", "same"))
    closure.accept(judged("a", "e", "same"))


def test_the_later_word_on_the_same_pair_counts() -> None:
    closure = Closure([judged("a", "b", "same"), judged("b", "a", "different")])
    assert closure.says("a", "b") is Verdict.DIFFERENT
    closure.accept(judged("a", "b", "same"))


def test_contradictions_that_slipped_in_are_listed() -> None:
    closure = Closure([judged("a", "c", "different"), judged("a", "b", "same"), judged("b", "c", "same")])
    assert closure.contradictions() == [("a", "c")]
