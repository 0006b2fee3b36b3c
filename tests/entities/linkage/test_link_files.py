"""Linking files: quality on persons with twins and shared phones, bad input, clusters without contradiction."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tests.entities.linkage.persons import f1, make, read_pairs

from anlan.base.errors import InputMissing
from anlan.base.identifiers import is_valid_resident_id
from anlan.engine.duck import connect
from anlan.entities.linkage.explain import explain
from anlan.entities.linkage.link import Linkage, link_files, link_new, record_keys, write_pairs
from anlan.entities.linkage.problems import LinkageConfigInvalid, LinkageInputInvalid
from anlan.entities.linkage.settings import LinkageConfig, parse_config


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Linkage, Path, dict[str, str]]:
    path, truth = make(tmp_path_factory.mktemp("persons"), 2500)
    return link_files(connect(), [path], LinkageConfig()), path, truth


def test_finds_the_columns_and_the_identifier(linked: tuple[Linkage, Path, dict[str, str]]) -> None:
    records = linked[0].records
    assert records.config.id_column == "id"
    assert {item.column: item.kind for item in records.fields} == {
        "name": "name",
        "id_number": "id_number",
        "birth_date": "date",
        "sex": "code",
        "phone": "phone",
        "address": "address",
    }


def test_pairs_are_right_and_complete(linked: tuple[Linkage, Path, dict[str, str]], tmp_path: Path) -> None:
    found, _, truth = linked
    count = write_pairs(found, tmp_path / "pairs.csv")
    pairs = read_pairs(tmp_path / "pairs.csv")
    assert len(pairs) == count
    assert all(probability >= 0.5 for *_, probability in pairs)
    assert len({frozenset(pair[:2]) for pair in pairs}) == count
    assert f1(pairs, truth) >= 0.96


def test_review_band_comes_below_the_line(linked: tuple[Linkage, Path, dict[str, str]], tmp_path: Path) -> None:
    found = linked[0]
    decided = write_pairs(found, tmp_path / "pairs.csv")
    write_pairs(found, tmp_path / "all.csv", review_too=True)
    every = read_pairs(tmp_path / "all.csv")
    assert len(every) > decided
    assert sum(probability >= 0.5 for *_, probability in every) == decided
    assert min(probability for *_, probability in every) >= found.records.config.review - 1e-6


def test_no_cluster_holds_two_proven_numbers(linked: tuple[Linkage, Path, dict[str, str]]) -> None:
    found, path, _ = linked
    with path.open(encoding="utf-8") as file:
        number = {row["id"]: row["id_number"] for row in csv.DictReader(file)}
    keys = record_keys(found.records)
    groups = found.clusters.groups()
    assert groups
    for group in groups.values():
        proven = {number[keys[rid]] for rid in group if len(number[keys[rid]]) == 18}
        assert len({one for one in proven if is_valid_resident_id(one)}) <= 1


def test_waterfall_adds_up_to_the_probability(linked: tuple[Linkage, Path, dict[str, str]]) -> None:
    found = linked[0]
    rows = found.records.connection.execute(
        "SELECT l, r, probability FROM scored WHERE probability BETWEEN 0.05 AND 0.999 ORDER BY l, r LIMIT 5"
    ).fetchall()
    assert rows
    for left, right, probability in rows:
        told = explain(found.records, found.model, found.scored.prior, left, right)
        assert told.probability == pytest.approx(probability, abs=1e-6)
        assert told.parts[0].column == "起点"


def test_new_rows_join_what_is_there(linked: tuple[Linkage, Path, dict[str, str]], tmp_path: Path) -> None:
    found, path, truth = linked
    keys = record_keys(found.records)
    known = {key: f"X{root}" for key, root in zip(keys, found.clusters.root, strict=True) if int(key[1:]) < 2200}
    again = link_new(connect(), path, LinkageConfig(), found.model, known)
    write_pairs(again, tmp_path / "pairs.csv")
    order = record_keys(again.records)
    assert set(order[: len(known)]) == set(known)
    old = dict(zip(order, again.clusters.root, strict=True))
    first = {}
    for key, entity in known.items():
        assert old[first.setdefault(entity, key)] == old[key]
    new = [pair for pair in read_pairs(tmp_path / "pairs.csv") if not {pair[0], pair[1]} <= set(known)]
    assert sum(truth[a] == truth[b] for a, b, _ in new) / len(new) > 0.95


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "空"),
        ("id,name\n", "没有数据行"),
        ("id,name\n1,张三\n1,李四\n", "重复"),
        ("id,name\n,张三\n2,李四\n", "为空"),
        ("id,id\n1,2\n", "重复的列名"),
        ("a,b\nx,张三\nx,李四\n", "标识列"),
        ("id,note\n1,甲\n2,乙\n", "没有可比较的列"),
    ],
)
def test_bad_files_are_refused_with_a_reason(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(LinkageInputInvalid) as caught:
        link_files(connect(), [_write(tmp_path / "a.csv", text)], LinkageConfig())
    assert said in caught.value.text
    assert caught.value.advice


def test_missing_file_and_unknown_column(tmp_path: Path) -> None:
    with pytest.raises(InputMissing):
        link_files(connect(), [tmp_path / "none.csv"], LinkageConfig())
    path = _write(tmp_path / "a.csv", "id,name\n1,张三\n2,李四\n")
    with pytest.raises(LinkageConfigInvalid) as caught:
        link_files(connect(), [path], parse_config({"columns": {"姓名": "name"}}, "linkage.yml"))
    assert "姓名" in caught.value.text
    assert "id、name" in caught.value.advice


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"kinds": "person"}, "kind"),
        ({"kind": "people"}, "person"),
        ({"columns": {"name": "nmae"}}, "name"),
        ({"thresholds": {"match": 2}}, "match"),
        ({"thresholds": {"match": 0.3, "review": 0.4}}, "review"),
        (["x"], "键值"),
    ],
)
def test_bad_configuration_says_what_to_write(content: object, said: str) -> None:
    with pytest.raises(LinkageConfigInvalid) as caught:
        parse_config(content, "linkage.yml")
    assert said in caught.value.text + caught.value.advice


def test_three_rows_are_enough(tmp_path: Path) -> None:
    text = (
        "id,name,id_number,birth_date\n1,张小明,330102198001011235,1980-01-01\n2,张小明,330102198001011235,19800101\n"
    )
    path = _write(tmp_path / "a.csv", text + "3,李芳,330102197501012345,1975-01-01\n")
    found = link_files(connect(), [path], LinkageConfig())
    assert write_pairs(found, tmp_path / "pairs.csv") == 1
    assert read_pairs(tmp_path / "pairs.csv")[0][:2] == ("1", "2")


def test_two_files_give_pairs_across_them_only(tmp_path: Path) -> None:
    path, truth = make(tmp_path / "all", 1500)
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    first = _write(tmp_path / "a.csv", "\n".join([header, *rows[:700]]) + "\n")
    second = _write(tmp_path / "b.csv", "\n".join([header, *rows[700:]]) + "\n")
    found = link_files(connect(), [first, second], LinkageConfig())
    write_pairs(found, tmp_path / "pairs.csv")
    pairs = read_pairs(tmp_path / "pairs.csv")
    left = {row.split(",")[0] for row in rows[:700]}
    assert all(a in left and b not in left for a, b, _ in pairs)
    asked = sum(truth[a] == truth[b] for a in left for b in truth if b not in left)
    right = sum(truth[a] == truth[b] for a, b, _ in pairs)
    assert 2 * right / (len(pairs) + asked) >= 0.95


def test_strangers_stay_strangers(tmp_path: Path) -> None:
    rows = "".join(f"{at},姓{chr(0x4E00 + at)},{1950 + at % 50}-0{1 + at % 9}-1{at % 9}\n" for at in range(40))
    found = link_files(connect(), [_write(tmp_path / "a.csv", "id,name,birth_date\n" + rows)], LinkageConfig())
    assert write_pairs(found, tmp_path / "pairs.csv") == 0
    assert (tmp_path / "pairs.csv").read_text(encoding="utf-8").startswith("id_a,id_b,probability")


def test_gb18030_and_broken_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    text = "编号,姓名,出生日期\n1,张三,1980-01-01\n2,张三,19800101\n3,李四\n4,王五,1990-05-05\n"
    path.write_bytes(text.encode("gb18030"))
    found = link_files(connect(), [path], LinkageConfig())
    assert found.records.total == 3
    assert found.records.set_aside == {"a.csv": 1}


def _halves(path: Path, folder: Path, names: dict[str, str]) -> list[Path]:
    """The records of a file in two, the second with other names for its columns."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    halves = [folder / "a.csv", folder / "b.csv"]
    for side, half in enumerate(halves):
        with half.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([[names.get(n, n) for n in header] if side else header, *rows[side::2]])
    return halves


OTHER_NAMES = {
    "id": "AAC001", "name": "AAC003", "id_number": "AAC002", "birth_date": "AAC006", "sex": "AAC004",
    "phone": "AAE005", "address": "AAE006",
}  # fmt: skip


def test_columns_of_the_second_file_may_have_other_names(
    linked: tuple[Linkage, Path, dict[str, str]], tmp_path: Path
) -> None:
    path = linked[1]
    same = link_files(connect(), _halves(path, tmp_path, {name: name for name in OTHER_NAMES}), LinkageConfig())
    wanted = write_pairs(same, tmp_path / "same.csv")
    found = link_files(connect(), _halves(path, tmp_path, OTHER_NAMES), LinkageConfig())
    assert write_pairs(found, tmp_path / "other.csv") == wanted
    assert read_pairs(tmp_path / "other.csv") == read_pairs(tmp_path / "same.csv")
    assert "AAC003＝name" in found.records.notes[0]


def test_the_configuration_says_which_column_is_which(
    linked: tuple[Linkage, Path, dict[str, str]], tmp_path: Path
) -> None:
    halves = _halves(linked[1], tmp_path, OTHER_NAMES)
    config = parse_config({"second": {"AAC003": "name"}, "columns": {"name": "name", "phone": "phone"}}, "l.yml")
    records = link_files(connect(), halves, config).records
    assert [item.column for item in records.fields] == ["name", "phone"] and records.config.id_column == "id"
    with pytest.raises(LinkageConfigInvalid, match="second 中的列 姓名 不在第二个文件中"):
        link_files(connect(), halves, parse_config({"second": {"姓名": "name"}}, "l.yml"))
    with pytest.raises(LinkageConfigInvalid, match="second 须是"):
        parse_config({"second": ["name"]}, "l.yml")


@pytest.mark.parametrize("columns", [("id_number",), ("name", "birth_date"), ("name", "phone")])
def test_few_columns_leave_nothing_to_train_on_and_link_all_the_same(
    linked: tuple[Linkage, Path, dict[str, str]], tmp_path: Path, columns: tuple[str, ...]
) -> None:
    kinds = {"id_number": "id_number", "name": "name", "birth_date": "date", "phone": "phone"}
    config = parse_config({"columns": {name: kinds[name] for name in columns}}, "l.yml")
    found = link_files(connect(), [linked[1]], config)
    write_pairs(found, tmp_path / "pairs.csv")
    pairs = read_pairs(tmp_path / "pairs.csv")
    right = sum(linked[2][a] == linked[2][b] for a, b, _ in pairs)
    assert len(pairs) > 200 and right >= 0.9 * len(pairs)
