"""Training is deterministic, the model file holds no code, and what was learned is used."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from anlan.base.errors import Findings, InputMissing, InputUnreadable
from anlan.base.risk_types import RiskType
from anlan.cli.signals import app
from anlan.signals import Detector
from anlan.signals.features import buckets
from anlan.signals.labelled import read_labelled
from anlan.signals.mixing import mix
from anlan.signals.model import LinearModel, load_default, load_model
from anlan.signals.training import Labelled, TooFewLabels, cross_validate, fit, prepare
from anlan.signals.unprompted import with_unprompted
from anlan.signals.words import WORD_BUCKETS, WordView

FIRMS = ("星河", "云帆", "远山", "青禾", "北岸", "长林", "新桥", "南塔", "明渠", "白石", "东篱", "西渡")
ROWS = [
    *(
        Labelled(f"{firm}厂的师傅们把工具一放，都到树下乘凉去了。", frozenset({RiskType.COLLECTIVE_INCIDENT}))
        for firm in FIRMS
    ),
    *(Labelled(f"{firm}厂的师傅们按时进车间，产量又创新高。", frozenset()) for firm in FIRMS),
]


def test_the_same_labels_give_the_same_bytes(tmp_path: Path) -> None:
    paths = [tmp_path / "a.npz", tmp_path / "b.npz"]
    for path in paths:
        fit(prepare(ROWS), gated=False, strength=10.0, about={"texts": len(ROWS)}).save(path)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def by_rules() -> LinearModel:
    """The default model without what it may say by the words alone."""
    model = load_default()
    assert model is not None
    return replace(model, unprompted=None)


def test_the_default_model_says_in_a_short_text_what_no_rule_says() -> None:
    text = "老师说我们的项目款一直拖着，几十个工友三个月没见着钱，老板一推再推。"
    assert Detector(model=by_rules()).detect(text).types == frozenset()
    (category,) = Detector().detect(text).categories
    assert category.type is RiskType.WAGE_ARREARS
    assert category.explanation == "模型"
    assert text[category.start : category.end] == category.trigger


def test_words_alone_prove_nothing_in_a_long_text_a_denial_or_advice() -> None:
    text = "老师说我们的项目款一直拖着，几十个工友三个月没见着钱，老板一推再推。"
    filler = "今天天气晴，公园里人不多。" * 30
    for other in (text + filler, text + "此消息系谣言。", "律师解答：" + text):
        assert Detector().detect(other).types == frozenset()


def test_types_that_are_not_right_often_enough_stay_silent() -> None:
    half = [(index + index // len(FIRMS)) % 2 for index in range(len(ROWS))]
    kind = frozenset({RiskType.COLLECTIVE_INCIDENT})
    mixed = [Labelled(row.text, kind if odd else frozenset()) for row, odd in zip(ROWS, half, strict=True)]
    prepared = prepare(mixed)
    model = fit(prepared, gated=True, strength=3.0, about={}, kinds=[RiskType.COLLECTIVE_INCIDENT])
    learnt = with_unprompted(model, mixed, prepared)
    assert learnt.unprompted is not None
    assert learnt.unprompted.bias == {}


def test_a_trained_model_sees_what_no_rule_says(tmp_path: Path) -> None:
    path = tmp_path / "model.npz"
    fit(prepare(ROWS), gated=False, strength=10.0, about={}).save(path)
    text = "海塘厂的师傅们把工具一放，都到树下乘凉去了。"
    assert Detector(model=by_rules()).detect(text).types == frozenset()
    (category,) = Detector.with_model(path).detect(text).categories
    assert category.type is RiskType.COLLECTIVE_INCIDENT
    assert text[category.start : category.end] == category.trigger


def test_cross_validation_counts_every_text_once() -> None:
    score = cross_validate(ROWS, 4, 10.0)[RiskType.COLLECTIVE_INCIDENT]
    assert score.right + score.missed == len(FIRMS)
    assert score.f1 > 0.9


def test_too_few_labels_say_how_many_there_are() -> None:
    with pytest.raises(TooFewLabels, match="群体事件 2 条"):
        fit(prepare([ROWS[0], ROWS[1], ROWS[-1]]), gated=False, strength=1.0, about={})


def test_the_default_model_is_small_and_says_what_it_was_trained_on() -> None:
    model = load_default()
    assert model is not None
    assert model.gated
    assert model.about["licence"] == "Apache-2.0"


@pytest.mark.parametrize("content", [b"", b"not a model", b"PK\x03\x04broken"])
def test_another_file_is_not_a_model(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.npz"
    path.write_bytes(content)
    with pytest.raises(InputUnreadable):
        load_model(path)
    with pytest.raises(InputMissing):
        load_model(tmp_path / "none.npz")


def test_pickled_arrays_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.npz"
    np.savez(path, meta=np.array([{"format": "anlan-signals-2"}], dtype=object))
    with pytest.raises(InputUnreadable):
        load_model(path)


def test_buckets_do_not_depend_on_the_process() -> None:
    assert buckets("公司裁员").tolist() == buckets("公司裁员").tolist()
    assert len(buckets("")) == 0


def test_slips_in_the_labels_are_all_named(tmp_path: Path) -> None:
    path = tmp_path / "labelled.jsonl"
    path.write_text('{"text": "a", "labels": ["裁员"]}\nnot json\n{"labels": []}\n', encoding="utf-8")
    with pytest.raises(Findings) as caught:
        read_labelled(path)
    assert len(caught.value.items) == 3
    assert "未知类型 裁员" in caught.value.items[0]


def test_train_and_detect_on_the_command_line(tmp_path: Path) -> None:
    labelled, model = tmp_path / "labelled.jsonl", tmp_path / "model.npz"
    lines = [json.dumps({"text": row.text, "labels": [kind.label for kind in row.labels]}) for row in ROWS]
    labelled.write_text("\n".join(lines), encoding="utf-8")
    answer = CliRunner().invoke(app, ["train", str(labelled), "--out", str(model), "--folds", "3", "--json"])
    assert answer.exit_code == 0, answer.output
    assert json.loads(answer.output)["types"]["群体事件"]["f1"] > 0.9
    texts, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    texts.write_text(json.dumps({"id": 1, "text": ROWS[0].text}) + "\nbroken\n", encoding="utf-8")
    answer = CliRunner().invoke(app, ["detect", str(texts), "--out", str(out), "--model", str(model), "--json"])
    assert answer.exit_code == 0, answer.output
    first, second = map(json.loads, out.read_text(encoding="utf-8").splitlines())
    assert first["categories"][0]["type"] == "群体事件"
    assert second["error"]


def test_words_alone_judge_where_the_rules_mislead() -> None:
    """Half of the texts say 裁员 of something that the bureau does not count; only the words tell them apart."""
    firms = [f"{first}{second}" for first in "星云远青北长新南" for second in "河帆山禾岸林桥塔"]
    counted = [Labelled(f"{firm}公司裁员，仓库清空了。", frozenset({RiskType.LAYOFF})) for firm in firms]
    other = [Labelled(f"{firm}剧组裁员，杀青宴照办。", frozenset()) for firm in firms]
    rows = [row for pair in zip(counted, other, strict=True) for row in pair]
    assert cross_validate(rows, 4, 10.0)[RiskType.LAYOFF].f1 == 1.0


def test_a_mixed_model_survives_the_file(tmp_path: Path) -> None:
    generator = np.random.default_rng(0)
    rows = [
        Labelled(
            "裁员" + "".join(generator.choice(list("甲乙丙丁戊己庚辛"), 6)) + ("走人" if number % 2 else "留下"),
            frozenset({RiskType.LAYOFF}) if number % 2 else frozenset(),
        )
        for number in range(80)
    ]
    model = fit(prepare(rows), gated=False, strength=10.0, about={})
    view = WordView(np.ones((1, WORD_BUCKETS), dtype=np.float32), np.ones(WORD_BUCKETS, dtype=np.float32))
    for given in (model, replace(model, words=view)):
        given.save(tmp_path / "model.npz")
        kept = load_model(tmp_path / "model.npz").margins("裁员走人")[RiskType.LAYOFF]
        assert kept == pytest.approx(given.margins("裁员走人")[RiskType.LAYOFF], rel=2e-2)


def test_a_mix_prefers_the_view_that_is_right() -> None:
    truth = np.arange(200) % 4 == 0
    noise = np.random.default_rng(1).normal(size=200)
    right, wrong = np.where(truth, 1.0, -1.0) + noise / 20, noise
    by_words, by_rules = mix(wrong, right, truth), mix(right, wrong, truth)
    assert by_words.words > 0.5 * (by_words.words + by_words.rules)
    assert by_rules.words == 0
    for shares, (rules, words) in ((by_words, (wrong, right)), (by_rules, (right, wrong))):
        said = shares.rules * rules + shares.words * words + shares.offset > 0
        assert (said == truth).all()
