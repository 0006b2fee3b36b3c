"""``anlan catalogue`` from contracts to receipts, as a person at the terminal uses it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from anlan.base.merkle import leaf_hash, verify_inclusion
from anlan.base.settings import Workspace
from control_fixtures import PASSWORD

Command = Callable[..., str]


@pytest.fixture
def command(database: Workspace, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs a command of the noun over the released workspace and gives what it printed."""
    from anlan.cli.catalogue import app

    monkeypatch.setenv("ANLAN_PASSWORD", PASSWORD)

    def run(*words: str) -> str:
        result = CliRunner().invoke(app, [*words, "--workspace", str(database.root)], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    return run


def test_from_contracts_to_receipts(command: Command, tmp_path: Path) -> None:
    assert "提出职责 1 项" in command("contracts")
    assert "发布 1 项职责、1 个条目" in command("approve", "--user", "data_admin")
    (department,) = json.loads(command("duties", "--json"))
    assert [(duty["name"], duty["entries"], duty["mounts"]) for duty in department["duties"]] == [("接诉即办", 1, 1)]
    (rate,) = json.loads(command("mounts", "--json"))
    assert (rate["department"], rate["mounted"], rate["rate"]) == ("市民热线服务中心", 1, 1.0)
    found = json.loads(command("search", "gdbh", "--json"))
    assert [row["name"] for row in found["rows"]] == ["工单编号"]

    checked = json.loads(command("truth", "--json"))
    assert checked["entries"] == 1
    told = {row["aspect"] for row in checked["rows"]}
    assert told <= {"items", "volume", "cycle"}

    path = tmp_path / "receipts.jsonl"
    command("receipts", "--from", "1", "--out", str(path))
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [one["index"] for one in lines] == [1, 2, 3]
    for one in lines:
        nodes = [bytes.fromhex(node) for node in one["path"]]
        root = bytes.fromhex(one["head"]["root"])
        assert verify_inclusion(leaf_hash(one["payload"].encode()), one["index"], one["head"]["size"], nodes, root)


def test_subscribers_are_told_at_the_terminal(command: Command) -> None:
    from anlan.control.catalogue.models import EntryVersion

    command("contracts")
    command("approve", "--user", "data_admin")
    code = EntryVersion.objects.get(state="published").resource_code
    command("subscribe", code, "--user", "analyst")
    command("withdraw", code, "--user", "data_admin", "--reason", "系统停用")
    notices = json.loads(command("notices", "--user", "analyst", "--json"))
    assert notices["unread"] == 1 and "系统停用" in notices["rows"][0]["text"]


def test_a_duty_is_proposed_once(command: Command) -> None:
    wanted = ("duty", "社会保险登记", "--department", "基金中心", "--basis", "社会保险法")
    assert "已提交审核：D000001" in command(*wanted)
    assert "已有职责" in command(*wanted)
