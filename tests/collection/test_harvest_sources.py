"""Live databases, dictionaries and files give items of one form; a database and its own script give the same ones."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pymysql
import pytest
import xlsxwriter

from anlan.collection.harvest.ddl import harvest_ddl, harvest_script
from anlan.collection.harvest.dictionary import harvest_dictionary
from anlan.collection.harvest.files import harvest_files
from anlan.collection.harvest.live import DatabaseMissing, DriverMissing, harvest_live

NAME = "anlan_harvest_test"
POSTGRES = """
CREATE TYPE grade AS ENUM ('a', 'b');
CREATE TABLE person (id bigserial PRIMARY KEY, name character varying(50) NOT NULL, grade grade, wage numeric(16,2),
  born timestamp(3) without time zone DEFAULT now(), tags text[], flag char, "Full Name" text);
COMMENT ON TABLE person IS '个人';
COMMENT ON COLUMN person.name IS '姓名';
CREATE TABLE pay (person_id int8 NOT NULL, month int4 NOT NULL, paid bool);
ALTER TABLE ONLY pay ADD CONSTRAINT pay_key PRIMARY KEY (person_id, month);
CREATE SCHEMA other;
CREATE TABLE other.pay (id integer);
CREATE TABLE child (place point, note xml, nick name) INHERITS (person);
CREATE TABLE twin (LIKE person INCLUDING COMMENTS INCLUDING INDEXES);
CREATE TABLE bare (LIKE person);
CREATE TABLE year (id integer, day date, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE TABLE year_2026 PARTITION OF year FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE year_2027 (id integer NOT NULL, day date NOT NULL);
ALTER TABLE ONLY year ATTACH PARTITION year_2027 FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');
INSERT INTO pay VALUES (1, 202601, true), (1, 202602, false);
"""
MYSQL = """
CREATE TABLE person (id int(11) NOT NULL AUTO_INCREMENT, name nvarchar(50) DEFAULT '' COMMENT '姓名',
  wage NUMERIC(16,2) COMMENT '工资', gone bit(1) NOT NULL DEFAULT b'0' COMMENT '是否注销', kind enum('a','b'),
  n integer unsigned, flag boolean, born datetime(3), z int(8) zerofill, c national char(4), j json, r integer(3),
  PRIMARY KEY (id)) DEFAULT CHARSET=utf8mb4 COMMENT='个人';
CREATE TABLE twin LIKE person;
INSERT INTO person (name) VALUES ('甲'), ('乙'), ('丙');
"""


@pytest.fixture
def postgres(postgresql_url: str) -> Iterator[str]:
    with psycopg.connect(postgresql_url, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {NAME}")
        server.execute(f"CREATE DATABASE {NAME}")
        url = postgresql_url.rpartition("/")[0] + f"/{NAME}"
        with psycopg.connect(url, autocommit=True) as database:
            database.execute(POSTGRES)
        yield url
        server.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


@pytest.fixture
def mariadb(mariadb_url: str) -> Iterator[str]:
    parts = urlsplit(mariadb_url)
    server = pymysql.connect(
        host=parts.hostname, port=parts.port or 3306, user=parts.username, password=parts.password or "",
        charset="utf8mb4", autocommit=True,
    )  # fmt: skip
    with server, server.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {NAME}")
        cursor.execute(f"CREATE DATABASE {NAME}")
        cursor.execute(f"USE {NAME}")
        for statement in MYSQL.strip().split(";\n"):
            cursor.execute(statement)
        yield mariadb_url.rpartition("/")[0] + f"/{NAME}"
        cursor.execute(f"DROP DATABASE {NAME}")


def test_postgresql_and_its_script_agree(postgres: str, tmp_path: Path) -> None:
    live = harvest_live(postgres, tmp_path, "s")
    script = harvest_script(POSTGRES, "postgres", "s")
    assert set(live.items) == set(script.items) and len(live.items) == len(script.items) == 41
    counted = {table.name: table.rows for table in live.tables}
    assert counted == dict.fromkeys(("person", "child", "twin", "bare", "year", "other.pay"), 0) | {"pay": 2}
    assert live.unread == script.unread == [] and live.passed_over["PARTITION"] == 2


def test_mariadb_and_its_script_agree(mariadb: str, tmp_path: Path) -> None:
    live = harvest_live(mariadb, tmp_path, "s")
    assert live.items == harvest_script(MYSQL, "mariadb", "s").items
    assert live.tables[0].rows == 3 and live.tables[0].comment == "个人"
    assert {i.column: i.column_comment for i in live.items}["gone"] == "是否注销"


def test_sqlite_keeps_the_remarks_of_its_definition(tmp_path: Path) -> None:
    script = "CREATE TABLE AC01 (\n AAC001 INTEGER PRIMARY KEY, -- 个人编号\n AAC003 VARCHAR(50) NOT NULL /* 姓名 */\n)"
    (tmp_path / "s.sql").write_text(script, encoding="utf-8")
    with sqlite3.connect(tmp_path / "s.sqlite3") as database:
        database.execute(script)
        database.execute("INSERT INTO AC01 VALUES (1, '甲')")
    live = harvest_live("sqlite:///s.sqlite3", tmp_path)
    assert live.items == harvest_ddl(tmp_path / "s.sql", "sqlite").items
    assert [item.column_comment for item in live.items] == ["个人编号", "姓名"] and live.tables[0].rows == 1


def test_sqlite_and_its_script_agree(tmp_path: Path) -> None:
    script = """
    CREATE TABLE "员工 表" ( -- 员工
      "编号" INTEGER PRIMARY KEY AUTOINCREMENT, -- 个人编号
      amount DECIMAL(16,2), untyped, wide INTEGER(11), big UNSIGNED BIG INT,
      total AS (amount * 2), kept REAL GENERATED ALWAYS AS (amount * 2) STORED);
    CREATE TABLE [order] (a INT, `b` INT, PRIMARY KEY (b, a)) WITHOUT ROWID;
    CREATE VIRTUAL TABLE words USING fts5(x);
    """
    with sqlite3.connect(tmp_path / "s.sqlite3") as database:
        database.executescript(script)
    live = harvest_live("sqlite:///s.sqlite3", tmp_path)
    assert sorted(live.items, key=str) == sorted(harvest_script(script, "sqlite", "s").items, key=str)
    assert len(live.items) == 9 and live.unread == [] and {table.comment for table in live.tables} == {"", "员工"}


def test_comments_of_a_server_that_lies_about_its_charset(mariadb: str, mariadb_url: str, tmp_path: Path) -> None:
    said = ["个人编号", "姓名", "年", "café", "参保险种类型"]
    spoilt = [text.encode("gb18030").decode("latin-1") if not text.startswith("c") else text for text in said]
    parts = urlsplit(mariadb_url)
    with pymysql.connect(
        host=parts.hostname, port=parts.port or 3306, user=parts.username, password=parts.password or "",
        charset="utf8mb4", database=NAME,
    ) as server, server.cursor() as cursor:  # fmt: skip
        columns = ", ".join(f"c{n} int COMMENT '{text}'" for n, text in enumerate(spoilt))
        cursor.execute(f"CREATE TABLE old ({columns}) DEFAULT CHARSET=latin1")
    items = [item for item in harvest_live(mariadb, tmp_path).items if item.table == "old"]
    assert [item.column_comment for item in items] == said


def test_what_cannot_be_opened_says_why(tmp_path: Path) -> None:
    with pytest.raises(DriverMissing) as missing:
        harvest_live("dm8://user:secret@127.0.0.1:5236", tmp_path)
    assert "--ddl" in missing.value.advice and "secret" not in str(missing.value.as_dict())
    with pytest.raises(DatabaseMissing):
        harvest_live("sqlite:///nowhere.sqlite3", tmp_path)


def test_dictionaries_as_people_send_them(tmp_path: Path) -> None:
    path = tmp_path / "数据字典.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("封面")
    sheet.write("A1", "某系统数据字典")
    sheet = book.add_worksheet("全部表")
    sheet.merge_range("A1:G1", "社会保险数据字典（2026 版）")
    sheet.write_row("A3", ["序号", "表名", "字段名称*", "中文名称", "类型", "长度", "是否为空"])
    sheet.merge_range("B4:B5", "AC01（个人基本信息）")
    sheet.write_row("C4", ["AAC001", "个人编号", "VARCHAR2", 20, "否"])
    sheet.write_row("C5", ["AAC003", "姓名", "VARCHAR2", 50, "是"])
    sheet.write_row("A6", [3, "AC02", "AAE019", "缴费金额", "NUMBER(16,2)", "", "Y"])
    sheet = book.add_worksheet("CC01就业登记")
    sheet.write_row("A1", ["表名：", "CC01", "表中文名：", "就业登记"])
    sheet.write_row("A2", ["字段", "说明", "数据类型", "主键"])
    sheet.write_row("A3", ["ACC030", "就业登记编号", "varchar(20)", "√"])
    sheet.write_row("A5", ["表名：CC02 失业登记"])
    sheet.write_row("A6", ["字段", "说明", "数据类型", "主键"])
    sheet.write_row("A7", ["ACC040", "失业登记编号", "varchar(20)", "√"])
    sheet = book.add_worksheet("CC03")
    sheet.write_row("A1", ["说明：求职登记"])
    sheet.write_row("A2", ["Field", "Type", "Null", "Key", "Comment"])
    sheet.write_row("A3", ["acc050", "varchar(20)", "NO", "PRI", "求职登记编号"])
    sheet = book.add_worksheet("CC04")
    sheet.write_row("A1", ["名称", "代码", "数据类型", "长度", "强制", "主要的"])
    sheet.write_row("A2", ["招聘登记编号", "ACC060", "VARCHAR2(20)", 20, "TRUE", "FALSE"])
    book.close()
    harvest = harvest_dictionary(path, "si")
    read = [(i.table, i.table_comment, i.column, i.type, i.length, i.nullable, i.primary_key) for i in harvest.items]
    assert read == [
        ("AC01", "个人基本信息", "AAC001", "varchar2", "20", False, False),
        ("AC01", "个人基本信息", "AAC003", "varchar2", "50", True, False),
        ("AC02", "", "AAE019", "number", "16,2", True, False),
        ("CC01", "就业登记", "ACC030", "varchar", "20", False, True),
        ("CC02", "失业登记", "ACC040", "varchar", "20", False, True),
        ("CC03", "求职登记", "acc050", "varchar", "20", False, True),
        ("CC04", "", "ACC060", "varchar2", "20", False, False),
    ]
    assert [one.place for one in harvest.unread] == ["工作表“封面”"]


def test_files_of_one_series_are_one_table(tmp_path: Path) -> None:
    folder = tmp_path / "水务"
    folder.mkdir()
    for month, day in (("202601", "2026-01-05"), ("202602", "")):
        text = f"户号,户名,用水量,抄表日期\n00123,甲公司,12.5,{day}\n00124,乙公司,8,2026-01-06\n"
        (folder / f"用水_{month}.csv").write_bytes(text.encode("gb18030"))
    (folder / "机构.jsonl").write_text('{"code": 7, "name": "丙"}\n不是\n', encoding="utf-8")
    harvest = harvest_files(folder)
    assert {table.name: table.rows for table in harvest.tables} == {"机构": 1, "用水": 4}
    types = {item.column: (item.type, item.length, item.nullable) for item in harvest.items if item.table == "用水"}
    assert types == {
        "户号": ("text", "5", False),
        "户名": ("text", "3", False),
        "用水量": ("decimal", "", False),
        "抄表日期": ("date", "", True),
    }
    assert [one.place for one in harvest.unread] == ["机构.jsonl"]
