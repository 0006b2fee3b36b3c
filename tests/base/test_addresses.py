"""Addresses to district and street: what they say counts, what is ambiguous is refused, elsewhere is not unknown."""

from __future__ import annotations

import pytest

from anlan.base.addresses import Gazetteer, read_gazetteer
from anlan.standards.registry import PACK


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return read_gazetteer(PACK)


@pytest.mark.parametrize(
    ("address", "district", "street"),
    [
        ("北京市海淀区中关村街道大街1号", "110108", "中关村街道"),
        ("海淀区万寿路15号", "110108", "万寿路街道"),
        ("北京市崇文区永定门外大街", "110101", "永定门外街道"),
        ("密云县十里堡镇王各庄村", "110118", "十里堡镇"),
        ("北京朝阳望京街道1号", "110105", "望京街道"),
        ("北京市门头沟区永定镇", "110109", "永定地区"),
        ("北京經濟技術開發區科創街", "110400", ""),
        ("回龙观街道龙锦苑", "110114", "回龙观街道"),
    ],
)
def test_a_place_is_known_with_its_reason(gazetteer: Gazetteer, address: str, district: str, street: str) -> None:
    place = gazetteer.locate(address)
    assert (place.status, place.district_code, place.street_name) == ("known", district, street)
    assert place.reason and 0.5 < place.confidence < 1
    assert not street or place.street_code.startswith(district)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("河北省三河市燕郊镇", "elsewhere"),
        ("上海市徐汇区", "elsewhere"),
        ("北京市某路海淀区朝阳区交界", "ambiguous"),
        ("北京市永乐店", "known"),
        ("", "unknown"),
        ("三层301室", "unknown"),
    ],
)
def test_elsewhere_ambiguous_and_unknown_are_three_things(gazetteer: Gazetteer, address: str, status: str) -> None:
    place = gazetteer.locate(address)
    assert place.status == status
    assert (place.district_code == "") == (status != "known")


def test_a_gate_is_no_district(gazetteer: Gazetteer) -> None:
    assert gazetteer.locate("北京市朝阳门街道").district_code == "110101"


def test_the_registration_code_speaks_only_where_the_address_does_not(gazetteer: Gazetteer) -> None:
    code = "91110103MA01234567"
    place = gazetteer.locate("三层301室", code)
    assert (place.district_code, place.method) == ("110101", "registration")
    assert gazetteer.locate("海淀区上地街道", code).district_code == "110108"


def test_roads_are_learnt_where_nearly_all_agree(gazetteer: Gazetteer) -> None:
    seen = [(f"丰台区石榴庄西街{number}号", "110106") for number in range(6)]
    mixed = [(f"某某大街{number}号", ("110105", "110108")[number % 2]) for number in range(10)]
    learnt = gazetteer.learn([*seen, *mixed])
    place = learnt.locate("石榴庄西街21号")
    assert (place.district_code, place.method) == ("110106", "road")
    assert learnt.locate("某某大街3号").status == "unknown"
    assert gazetteer.locate("石榴庄西街21号").method != "road"
