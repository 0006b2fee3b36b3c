"""Offline files over HTTP: proposed and shown, corrected once, remembered for the next file; and the ledger read."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anlan.base.clock import CHINA
from anlan.base.settings import Workspace
from anlan.collection.reconcile.compare import Comparison, KeyDifference, Measured
from anlan.collection.reconcile.ledger import Entry, keep
from anlan.control.place import open_pool

ClientOf = Callable[[str], Client]


@pytest.fixture(autouse=True)
def no_layouts(database: Workspace) -> Iterator[None]:
    yield
    shutil.rmtree(database.root / "layouts", ignore_errors=True)


def report(month: str, people: int) -> bytes:
    """A report as a district sends it: title, unit of the sheet, a header of two rows, a total."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("用工")
        sheet.write(0, 0, f"{month}用工情况表")
        sheet.write(1, 2, "单位：万元")
        sheet.merge_range(2, 1, 2, 2, "职工")
        sheet.write_row(2, 0, ["单位名称"])
        sheet.write_row(3, 1, ["人数", "工资"])
        sheet.write_row(4, 0, ["甲公司", people, 12.5])
        sheet.write_row(5, 0, ["乙公司", 7, 3])
        sheet.write_row(6, 0, ["合计", people + 7, 15.5])
    return out.getvalue()


def post(client: Client, path: str, data: bytes, status: int = 200, **fields: Any) -> Any:
    token = client.get("/api/v1/session").json()["csrf_token"]
    file = SimpleUploadedFile("朝阳区.xlsx", data)
    answer = client.post(f"/api/v1{path}", {"file": file, **fields}, headers={"X-CSRFToken": token})
    assert answer.status_code == status, answer.content
    return answer.json()


def test_a_layout_is_proposed_shown_corrected_once_and_remembered(client_of: ClientOf) -> None:
    client = client_of("data_admin")
    [table] = post(client, "/offline/look", report("10月", 30))["tables"]
    assert (table["state"], table["header_rows"], table["row_count"]) == ("proposed", [3, 4], 2)
    assert [(one["name"], one["unit"]) for one in table["columns"]][2] == ("职工/工资", "万元")
    kinds = {row["number"]: row["kind"] for row in table["grid"]}
    assert (kinds[3], kinds[4], kinds[5], kinds[7]) == ("header", "header", "data", "total")
    assert client.get("/api/v1/offline/layouts").json() == [], "looking keeps nothing"
    kept = post(
        client, "/offline/layouts", report("10月", 30), fingerprint=table["fingerprint"], sheet="用工",
        names=["单位", "职工人数", "工资总额"], units=["", "人", "万元"],
    )  # fmt: skip
    assert [one["name"] for one in kept["columns"]] == ["单位", "职工人数", "工资总额"]
    [next_month] = post(client, "/offline/look", report("11月", 31))["tables"]
    assert next_month["state"] == "remembered"
    assert [(one["name"], one["unit"]) for one in next_month["columns"]][1] == ("职工人数", "人")
    [listed] = client_of("analyst").get("/api/v1/offline/layouts").json()
    assert (listed["fingerprint"], listed["example"], listed["used_by"]) == (table["fingerprint"], "朝阳区.xlsx", [])


def test_the_header_is_put_elsewhere_by_a_person(client_of: ClientOf) -> None:
    client = client_of("data_admin")
    [table] = post(client, "/offline/look", report("10月", 30), header="4", sheet="用工")["tables"]
    assert table["header_rows"] == [4]
    assert post(client, "/offline/look", report("10月", 30), 422, header="40")["code"] == "header-rows-invalid"
    assert post(client, "/offline/look", report("10月", 30), 422, header="5-4")["code"] == "header-rows-invalid"


def test_what_cannot_be_kept_is_refused(client_of: ClientOf) -> None:
    client = client_of("data_admin")
    [table] = post(client, "/offline/look", report("10月", 30))["tables"]
    wanted = {"fingerprint": table["fingerprint"], "units": ["", "", ""]}
    post(client, "/offline/layouts", report("10月", 30), 422, names=["单位", "单位", "工资"], **wanted)
    post(client, "/offline/layouts", report("10月", 30), 422, names=["单位", "工资"], **wanted)
    other = wanted | {"fingerprint": "0" * 16}
    refused = post(client, "/offline/layouts", report("10月", 30), 422, names=["a", "b", "c"], **other)
    assert refused["code"] == "layout-not-in-file"
    assert post(client, "/offline/look", b"PK\x03\x04 broken", 422)["code"] == "file-unreadable"
    assert client.get("/api/v1/offline/layouts").json() == []


def test_the_ledger_of_reconciliations_is_read_with_its_keys(client_of: ClientOf, database: Workspace) -> None:
    client = client_of("analyst")
    assert client.get("/api/v1/reconciliations").json()["rows"] == []
    pool = open_pool(database)
    differs = Comparison(
        (Measured("rows", 5.0, 4.0), Measured("sum:amount", 10.0, 8.0)),
        1,
        (KeyDifference("T5", "missing", (), 1, 0, "tickets.csv 6", ""),),
    )
    entries = [
        Entry("hotline_12345", "TICKET", "source-raw", differs, False),
        Entry("hotline_12345", "TICKET", "raw-core", None, False, "连接不上"),
    ]
    try:
        keep(pool, entries, datetime(2026, 11, 22, 9, tzinfo=CHINA))
        rows = {row["stage"]: row for row in client.get("/api/v1/reconciliations").json()["rows"]}
        first = rows["source-raw"]
        assert (first["left_rows"], first["right_rows"], first["differing"], first["sums"]) == (5, 4, 1, ["amount"])
        assert (first["state"], first["label"]) == ("differs", "12345热线")
        assert (rows["raw-core"]["state"], rows["raw-core"]["note"]) == ("failed", "连接不上")
        assert client.get("/api/v1/reconciliations?system=other").json()["total"] == 0
        [key] = client.get("/api/v1/reconciliations/1/hotline_12345/TICKET/source-raw").json()
        assert (key["key"], key["kind"]) == ("T5", "missing")
    finally:
        for table in ("raw_quality__reconciliation", "raw_quality__reconciliation_key"):
            shutil.rmtree(pool.folder(table), ignore_errors=True)
