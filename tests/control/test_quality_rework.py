"""The rework loop: findings handed out, answered, contested, decided, and settled by nothing but the re-check."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest

from anlan.base.errors import InputUnreadable
from anlan.base.identifiers import uscc_check_character
from anlan.base.settings import Workspace
from anlan.pool.pool import Pool

DAY = date(2026, 11, 22)
TABLE = "core_social__employer"
RULE = f"{TABLE}.uscc.valid"
SYSTEM = "social"


def _code(number: int, is_right: bool = True, ending: str = "I") -> str:
    first = f"9111010500{number:07d}"
    return first + (uscc_check_character(first) if is_right else ending)


def _fill(pool: Pool, wrong: Sequence[int], ending: str = "I") -> None:
    rows = [
        {
            "unit_number": str(number),
            "uscc": _code(number, number not in wrong, ending),
            "name": f"北京单位{number}",
            "district_code": "110105",
            "industry_code": "6510",
            "insured_status_code": "1",
            "load_id": "000001",
            "row_no": number,
            "source_system": SYSTEM,
            "known_at": DAY,
        }
        for number in range(1, 11)
    ]
    pool.write(TABLE, pa.Table.from_pylist(rows))


@pytest.fixture
def pool(database: Workspace, tmp_path: Path) -> Pool:
    made = Pool(tmp_path / "pool")
    _fill(made, (2, 5, 7))
    return made


def _run(pool: Pool) -> tuple[int, float]:
    from anlan.control.quality.runs import run_quality
    from anlan.control.standards.current import standards_on
    from anlan.quality.score import score_of

    run = run_quality(pool, standards_on(DAY), [], DAY)
    assert not run.blocking
    return run.fixed, score_of(run.checks[0].results).total or 0.0


def test_a_row_is_settled_by_the_recheck_or_a_second_person_only(pool: Pool) -> None:
    from anlan.control.quality import rework
    from anlan.control.quality.errors import AnswerInvalid, NothingToRework, OwnAnswer
    from anlan.control.quality.models import ReworkOrder

    _, before = _run(pool)
    [order] = rework.issue(pool, TABLE, RULE, {SYSTEM: "社保中心"}, date(2026, 12, 7), "admin")
    assert (order.owner, order.rows.count()) == ("社保中心", 3)
    with pytest.raises(NothingToRework):
        rework.issue(pool, TABLE, RULE, {SYSTEM: "社保中心"}, date(2026, 12, 7), "admin")
    with pytest.raises(AnswerInvalid):
        rework.answer(order.pk, [rework.Answer(1, "申辩")], "unit")
    answers = [rework.Answer(1, "更正"), rework.Answer(2, "更正"), rework.Answer(3, "申辩", "境外机构")]
    assert rework.answer(order.pk, answers, "unit").state == ReworkOrder.State.ANSWERED
    assert _run(pool) == (0, before)  # said to be corrected, found again: no point moves
    states = list(order.rows.values_list("state", "failed_checks"))
    assert states == [("open", 1), ("open", 1), ("contested", 0)]
    _fill(pool, (5, 7))
    fixed, after = _run(pool)
    assert fixed == 1 and after > before
    with pytest.raises(OwnAnswer):
        rework.decide(order.pk, 3, True, "属实", "unit")
    assert rework.decide(order.pk, 3, True, "属实", "judge").state == "exempted"
    _fill(pool, (7,))
    assert _run(pool)[0] == 1
    assert ReworkOrder.objects.get(pk=order.pk).state == ReworkOrder.State.CLOSED
    with pytest.raises(NothingToRework):  # what was exempted is not handed out again
        rework.issue(pool, TABLE, RULE, {SYSTEM: "社保中心"}, date(2026, 12, 7), "admin")


def test_the_package_carries_the_rows_and_reads_back_the_answers(pool: Pool) -> None:
    from anlan.control.quality import rework
    from anlan.control.quality.package import package, read_answers
    from anlan.control.standards.current import standards_on

    _run(pool)
    [order] = rework.issue(pool, TABLE, RULE, {SYSTEM: "社保中心"}, date(2026, 12, 7), "admin")
    data = package(pool, order, standards_on(DAY).registry)
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["问题数据"]
    header = [cell.value for cell in sheet[1]]
    assert sheet.cell(2, header.index("单位名称") + 1).value == "北京单位2"
    sheet.cell(2, header.index("处理") + 1, "更正")
    sheet.cell(4, header.index("处理") + 1, "申辩")
    sheet.cell(4, header.index("说明") + 1, "无此要求")
    filled = io.BytesIO()
    book.save(filled)
    answers = read_answers(filled.getvalue(), "p.xlsx", order.pk)
    assert answers == [rework.Answer(1, "更正"), rework.Answer(3, "申辩", "无此要求")]
    with pytest.raises(InputUnreadable, match="不是"):  # the package of another order answers nothing here
        read_answers(filled.getvalue(), "p.xlsx", order.pk + 1)
    sheet.cell(2, 1, "一")
    spoilt = io.BytesIO()
    book.save(spoilt)
    with pytest.raises(InputUnreadable, match="序号"):
        read_answers(spoilt.getvalue(), "p.xlsx", order.pk)


def test_an_upheld_objection_leaves_the_score_until_the_row_changes(pool: Pool) -> None:
    from anlan.control.quality import rework
    from anlan.control.quality.runs import run_quality
    from anlan.control.standards.current import standards_on
    from anlan.quality import history

    def failed() -> int:
        [found] = [r for r in run_quality(pool, standards_on(DAY), [], DAY).results if r.rule.id == RULE]
        [kept] = [r for r in history.results_of(pool, DAY.isoformat())[TABLE] if r.rule.id == RULE]
        assert (found.checked, found.failed) == (kept.checked, kept.failed)
        return found.failed

    assert failed() == 3
    _, before = _run(pool)
    [order] = rework.issue(pool, TABLE, RULE, {SYSTEM: "社保中心"}, date(2026, 12, 7), "admin")
    rework.answer(order.pk, [rework.Answer(1, "申辩", "境外机构"), rework.Answer(2, "申辩", "新单位")], "unit")
    rework.decide(order.pk, 1, True, "属实", "judge")
    rework.decide(order.pk, 2, False, "查无此事", "judge")
    assert failed() == 2  # only the objection that was upheld
    assert _run(pool)[1] > before
    _fill(pool, (2, 5, 7), "J")  # the exempted row was changed and is wrong in another way
    assert failed() == 3
    assert [one.rows.count() for one in rework.issue(pool, TABLE, RULE, {SYSTEM: "社保中心"}, DAY, "admin")] == [1]


def test_a_written_rule_is_tried_before_it_is_kept_and_may_block(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    from anlan.control.quality import rules, runs
    from anlan.control.standards.current import standards_on
    from anlan.quality.pool_check import RuleCannotRun
    from anlan.quality.rule_file import RulesInvalid

    monkeypatch.setattr(rules, "open_pool", lambda workspace: pool)
    body = {"id": "short-names", "kind": "length", "table": TABLE, "column": "name", "max": 5, "blocks": True}
    with pytest.raises(RulesInvalid):
        rules.write_rule({**body, "max": -1}, "admin", DAY)
    with pytest.raises(RuleCannotRun):
        rules.write_rule({**body, "column": "nowhere"}, "admin", DAY)
    result, rows = rules.try_rule(body, DAY)
    assert result.failed == 1 and rows[0]["unit_number"] == "10"
    rules.write_rule(body, "admin", DAY)
    run = runs.run_quality(pool, standards_on(DAY), [], DAY)
    with pytest.raises(runs.PublicationBlocked):
        runs.refuse_blocked(run)
    rules.set_active("short-names", False, "admin")
    runs.refuse_blocked(runs.run_quality(pool, standards_on(DAY), [], DAY))
