"""The pack holds together: every rule is reachable, slips are named, the corpus is read as it was written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from anlan.base.risk_types import RiskType
from anlan.signals import Detector
from anlan.signals.pack_reader import PackInvalid, default_pack, parse_modality, parse_rule
from anlan.signals.text import fold

CORPUS = Path(__file__).parents[2] / "benchmarks/signals/corpus/train.jsonl"
RULE = {"id": "x.y", "label": "词", "triggers": ["裁员"], "score": 0.5}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"pattern": "("}, "正则"),
        ({"colour": "red"}, "未知字段"),
        ({"label": ""}, "label"),
        ({"triggers": []}, "triggers"),
        ({"score": 0}, "score"),
    ],
)
def test_a_slip_in_a_rule_is_named(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(PackInvalid, match=reason):
        parse_rule(RiskType.LAYOFF, {**RULE, **change})


def test_a_modality_needs_a_place_to_look_at() -> None:
    with pytest.raises(PackInvalid, match="没有"):
        parse_modality({"id": "m", "label": "语气", "keeps": 0.5})


def test_rule_ids_are_distinct_and_every_type_has_rules() -> None:
    pack = default_pack()
    assert len({rule.id for rule in pack.rules}) == len(pack.rules)
    assert {rule.type for rule in pack.rules} == set(RiskType)


def test_every_wording_that_a_pattern_knows_holds_one_of_its_triggers() -> None:
    texts = [fold(json.loads(line)["text"]) for line in CORPUS.read_text(encoding="utf-8").splitlines()]
    lost = []
    for rule in default_pack().rules:
        if rule.pattern is None:
            continue
        found = [match[0] for text in texts for match in rule.pattern.finditer(text)]
        lost += [(rule.id, words) for words in found if not any(trigger in words for trigger in rule.triggers)]
    assert len(lost) <= 2, lost


def test_the_training_corpus_is_mostly_read_as_labelled() -> None:
    detector, right, wrong, missed = Detector(), 0, 0, 0
    for line in CORPUS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        labels = {RiskType.from_label(label) for label in row["labels"] if label not in row["negated"]}
        said = detector.detect(row["text"]).types
        right, wrong, missed = right + len(labels & said), wrong + len(said - labels), missed + len(labels - said)
    assert 2 * right / (2 * right + wrong + missed) > 0.9


@pytest.mark.parametrize(
    "text",
    [
        "NBA官方宣布，球队裁掉了两名后卫。",
        "裁员补偿金怎么算？律师提醒：应当按工作年限支付经济补偿。",
        "全市开展根治欠薪冬季专项行动，发布工作方案。",
        "我的减肥计划又破产了。",
        "上游行业协会公布新标准。",
        "美联储降息预期升温，非农就业减少2.3万人。",
        "门店装修，暂停营业十天。",
        "公司实现扭亏为盈。",
        "他研究了突破产业瓶颈的办法。",
    ],
)
def test_what_only_sounds_alike_is_left_alone(text: str) -> None:
    assert Detector().detect(text).types == frozenset()
