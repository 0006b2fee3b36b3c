"""Archives and e-mails in a watched folder: their files load as any other; broken or hostile ones are refused."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from anlan.collection.parcels import Limits, ParcelRefused, unpack
from anlan.pool.loads import LoadState
from bureau import CASE_HEADER, Bureau, case_row, case_table

CORE = "core_labour__arbitration_case"


def cases(*numbers: int) -> bytes:
    return "\n".join(",".join(map(str, row)) for row in (CASE_HEADER, *map(case_row, numbers))).encode("gb18030")


def archive(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return out.getvalue()


def letter(**attachments: bytes) -> bytes:
    message = EmailMessage()
    message["Subject"] = "十月仲裁案件"
    message.set_content("见附件。")
    for name, data in attachments.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


@pytest.fixture
def folder(bureau: Bureau) -> Path:
    place = bureau.workspace.root / "in"
    place.mkdir()
    bureau.connect("paper", "file:in")
    bureau.promise(system="paper", kind="csv", tables=[case_table(location="*.csv")])
    return place


def test_members_and_attachments_load_once(bureau: Bureau, folder: Path) -> None:
    (folder / "a.csv").write_bytes(cases(1))
    (folder / "包.zip").write_bytes(archive(**{"东区/十月.csv": cases(2), "说明.txt": b"x"}))
    (folder / "信.eml").write_bytes(letter(**{"西区.csv": cases(3), "更多.zip": archive(**{"南区.csv": cases(4)})}))
    collected, _ = bureau.run()
    assert collected.incidents == ()
    names = ["a.csv", "信.eml/西区.csv", "信.eml/更多.zip/南区.csv", "包.zip/东区/十月.csv"]
    assert [one.file_name for one in bureau.loads()] == names
    assert {row["case_id"] for row in bureau.rows(CORE)} == {f"京仲{number}号" for number in range(1, 5)}
    bureau.run()
    assert len(bureau.loads()) == 4


def test_a_parcel_that_is_refused_is_an_incident_and_the_next_file_loads(bureau: Bureau, folder: Path) -> None:
    (folder / "a.zip").write_bytes(archive(**{"good.csv": cases(1), "../../etc/bad.csv": cases(2)}))
    (folder / "b.csv").write_bytes(cases(3))
    collected, _ = bureau.run()
    assert [one.kind for one in collected.incidents] == ["parcel-refused"]
    assert [row["case_id"] for row in bureau.rows(CORE)] == ["京仲3号"]
    assert {one.file_name: one.state for one in bureau.loads()} == {
        "a.zip": LoadState.FAILED,
        "b.csv": LoadState.LOADED,
    }
    bureau.run()
    assert len(bureau.loads()) == 2


@pytest.mark.parametrize("name", ["../x.csv", "/x.csv", "a/../../x.csv", "..\\x.csv", "C:\\x.csv"])
def test_names_that_point_outside_are_refused(name: str) -> None:
    with pytest.raises(ParcelRefused, match="包外"):
        unpack("a.zip", archive(**{name: b"1"}))
    with pytest.raises(ParcelRefused, match="包外"):
        unpack("a.eml", letter(**{name: b"1"}))


def test_what_grows_beyond_its_limits_is_refused() -> None:
    bomb = archive(**{"a.csv": b"0" * 5_000_000})
    with pytest.raises(ParcelRefused, match="展开后"):
        unpack("a.zip", bomb)
    with pytest.raises(ParcelRefused, match="个文件"):
        unpack("a.zip", archive(a=b"1", b=b"2", c=b"3"), Limits(members=2))
    with pytest.raises(ParcelRefused, match="MB"):
        unpack("a.zip", archive(a=b"12345", b=b"12345"), Limits(total_bytes=8))
    nested = archive(**{"b.zip": archive(**{"c.zip": archive(a=b"1")})})
    with pytest.raises(ParcelRefused, match="层数"):
        unpack("a.zip", nested)


def test_broken_parcels_are_refused() -> None:
    good = archive(**{"a.csv": b"1,2,3" * 100})
    for data in (b"", b"PK\x03\x04", good[:40]):
        with pytest.raises(ParcelRefused):
            unpack("a.zip", data)
    with pytest.raises(ParcelRefused, match="邮件"):
        unpack("a.eml", b"")


def test_names_packed_on_a_chinese_computer_are_read() -> None:
    packed = archive(**{"abcd.csv": b"1"}).replace(b"abcd.csv", "十月.csv".encode("gb18030"))
    assert unpack("a.zip", packed) == [("a.zip/十月.csv", b"1")]
