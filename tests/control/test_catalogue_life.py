"""The catalogue's life under four eyes, and the log that proves what was published."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from anlan.base.errors import Findings
from anlan.base.log_export import LogBroken, verify_log
from anlan.base.merkle import leaf_hash, verify_consistency, verify_inclusion
from anlan.base.settings import Workspace
from anlan.control.access import AccessDenied, Permission
from anlan.standards.catalogue import CatalogueEntry, CatalogueItem, catalogue_classes
from control_fixtures import PASSWORD

FIRST = catalogue_classes()[0]


def _entry(number: int = 1, **changes: object) -> CatalogueEntry:
    item = CatalogueItem("AAB001", "单位编号", share_condition="按职责申请")
    entry = CatalogueEntry(
        FIRST.code,
        FIRST.path,
        f"参保单位{number}",
        description="每个参保单位一行",
        share_condition="按职责申请",
        responsible_party="养老处",
        items=(item,),
    )
    return replace(entry, **changes)


@pytest.fixture
def life(database: Workspace):  # type: ignore[no-untyped-def]
    from anlan.control.catalogue.life import CatalogueLife
    from anlan.control.catalogue.log import VerifiableLog

    return CatalogueLife(VerifiableLog(database))


def test_an_entry_is_seen_outside_only_after_another_person_approved(life) -> None:  # type: ignore[no-untyped-def]
    from anlan.control.catalogue.errors import FourEyes
    from anlan.control.catalogue.life import in_review, published_entries

    (version,) = life.submit([_entry()], "甲")
    assert version.resource_code == f"{FIRST.code}/000001"
    assert published_entries() == []
    with pytest.raises(FourEyes):
        life.approve(in_review(), "甲")
    assert life.approve(in_review(), "乙") == 1
    assert [entry.name for entry in published_entries()] == ["参保单位1"]


def test_a_change_stands_beside_the_published_version_until_approved(life) -> None:  # type: ignore[no-untyped-def]
    from anlan.control.catalogue.life import changes_of, in_review, published_entries
    from anlan.control.catalogue.models import Notice, Subscription

    life.submit([_entry()], "甲")
    life.approve(in_review(), "乙")
    (published,) = published_entries()
    Subscription.objects.create(resource_code=published.resource_code, username="丙")
    (version,) = life.submit([replace(published, update_cycle="2")], "甲")
    assert version.version == 2
    assert [(d.place, d.before, d.after) for d in changes_of(version)] == [("更新频率", "4", "2")]
    assert published_entries() == [published]
    life.approve(in_review(), "乙")
    assert published_entries()[0].update_cycle == "2"
    assert "第 2 版" in Notice.objects.get(username="丙").text


def test_a_refused_entry_is_corrected_and_published(life) -> None:  # type: ignore[no-untyped-def]
    from anlan.control.catalogue.errors import ReasonNeeded
    from anlan.control.catalogue.life import in_review, published_entries
    from anlan.control.catalogue.models import EntryVersion, Notice

    (version,) = life.submit([_entry()], "甲")
    with pytest.raises(ReasonNeeded):
        life.refuse(version, "乙", "  ")
    life.refuse(version, "乙", "责任方有误")
    assert "责任方有误" in Notice.objects.get(username="甲").text
    corrected = _entry(responsible_party="基金处", resource_code=version.resource_code)
    life.submit([corrected], "甲")
    life.approve(in_review(), "乙")
    assert [e.responsible_party for e in published_entries()] == ["基金处"]
    assert EntryVersion.objects.filter(state="refused").count() == 1


def test_a_withdrawn_code_is_never_used_again(life) -> None:  # type: ignore[no-untyped-def]
    from anlan.control.catalogue.errors import StateWrong
    from anlan.control.catalogue.life import in_review, published_entries

    life.submit([_entry()], "甲")
    life.approve(in_review(), "乙")
    (published,) = published_entries()
    life.withdraw(published.resource_code, "乙", "系统停用")
    assert published_entries() == []
    with pytest.raises(StateWrong):
        life.submit([published], "甲")
    (fresh,) = life.submit([_entry(2)], "甲")
    assert fresh.resource_code == f"{FIRST.code}/000002"


def test_all_errors_of_a_batch_are_told_and_nothing_is_written(life) -> None:  # type: ignore[no-untyped-def]
    from anlan.control.catalogue.models import EntryVersion, LogEntry

    with pytest.raises(Findings) as raised:
        life.submit([_entry(1), _entry(2, items=()), _entry(3, responsible_party="")], "甲")
    assert len(raised.value.items) == 2
    with pytest.raises(Findings, match="不是本目录分配的"):
        life.submit([_entry(resource_code="310101/000099")], "甲")
    assert (EntryVersion.objects.count(), LogEntry.objects.count()) == (0, 0)


def test_an_unchanged_entry_makes_no_version(life) -> None:  # type: ignore[no-untyped-def]
    from anlan.control.catalogue.life import in_review, published_entries

    life.submit([_entry()], "甲")
    life.approve(in_review(), "乙")
    assert life.submit(published_entries(), "甲") == []


def test_deciding_at_the_terminal_needs_the_password_and_the_right(database: Workspace) -> None:
    from anlan.control.people import SignInFailed, person_at_terminal

    viewer = person_at_terminal("data_admin", PASSWORD, Permission.CATALOGUE_REVIEW)
    assert viewer.username == "data_admin"
    with pytest.raises(AccessDenied):
        person_at_terminal("admin", PASSWORD, Permission.CATALOGUE_REVIEW)
    with pytest.raises(SignInFailed):
        person_at_terminal("data_admin", "wrong", Permission.CATALOGUE_REVIEW)


def test_the_log_proves_what_was_published(life, database: Workspace, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    from anlan.control.catalogue.life import in_review
    from anlan.control.catalogue.log import VerifiableLog
    from anlan.control.catalogue.models import LogEntry

    log = VerifiableLog(database)
    life.submit([_entry(number) for number in range(1, 12)], "甲")
    first = log.heads()[-1]
    life.approve(in_review(), "乙")
    second = log.heads()[-1]
    assert (first.size, second.size) == (11, 22)
    assert verify_consistency(11, 22, first.root, second.root, log.prove_consistency(11, 22))
    for index in (0, 10, 21):
        leaf = leaf_hash(LogEntry.objects.get(index=index).payload.encode())
        assert verify_inclusion(leaf, index, 22, log.prove_inclusion(index), second.root)
    path = tmp_path / "log.jsonl"
    assert log.export(path) == 22
    report = verify_log(path, log.public_key())
    assert (report.entries, report.heads, report.root) == (22, 2, second.root.hex())


@pytest.mark.parametrize("damage", ["change", "drop", "swap", "signature", "head", "cut", "key", "noise"])
def test_any_damage_to_an_export_is_found(life, database: Workspace, tmp_path: Path, damage: str) -> None:  # type: ignore[no-untyped-def]
    from anlan.control.catalogue.log import VerifiableLog

    log = VerifiableLog(database)
    life.submit([_entry(number) for number in range(1, 6)], "甲")
    path = tmp_path / "log.jsonl"
    log.export(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    if damage == "change":
        lines[3] = lines[3].replace("养老处", "失业处")
    elif damage == "drop":
        del lines[2]
    elif damage == "swap":
        first, second = json.loads(lines[1]), json.loads(lines[2])
        first["payload"], second["payload"] = second["payload"], first["payload"]
        lines[1], lines[2] = json.dumps(first), json.dumps(second)
    elif damage == "signature":
        head = json.loads(lines[-1])
        lines[-1] = json.dumps(head | {"at": "2020-01-01T00:00:00+00:00"})
    elif damage == "head":
        del lines[-1]
    elif damage == "cut":
        lines = [*lines[:-2], lines[-1]]
    elif damage == "key":
        header = json.loads(lines[0])
        lines[0] = json.dumps(header | {"key": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="})
    else:
        lines[1] = "not json"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(LogBroken):
        verify_log(path, log.public_key())
