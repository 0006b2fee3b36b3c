"""Scripts as people send them: what a harvest reads from them, and that it says what it could not."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from anlan.collection.harvest.ddl import DialectUnknown, harvest_ddl, harvest_script
from anlan.collection.harvest.items import Harvest, HarvestedItem, read_items, write_items


def columns(harvest: Harvest, table: str) -> dict[str, HarvestedItem]:
    return {item.column: item for item in harvest.items if item.table == table}


MYSQL_DUMP = r"""
-- MySQL dump 10.13
/*!40101 SET NAMES utf8mb4 */;
DROP TABLE IF EXISTS `ac01`;
CREATE TABLE `ac01` (
  `aac001` bigint(20) unsigned NOT NULL AUTO_INCREMENT COMMENT '个人编号; 主''键)',
  `aac003` varchar(50) CHARACTER SET utf8 COLLATE utf8_bin DEFAULT '无;名' COMMENT '姓名',
  `aac004` enum('1','2(女)') NOT NULL DEFAULT '1' COMMENT '性别（1男 2女）',
  `aae019` decimal(16,2) DEFAULT NULL COMMENT "缴费\"金额\"",
  `deleted` bit(1) NOT NULL DEFAULT b'0' COMMENT '是否删除',
  `aae036` timestamp NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, # 经办时间
  PRIMARY KEY (`aac001`) USING BTREE,
  UNIQUE KEY `uk` (`aac003`(10)) COMMENT '索引的注释',
  KEY `k` (`aae019`)
) ENGINE=InnoDB AUTO_INCREMENT=7 DEFAULT CHARSET=utf8 COMMENT='个人基本信息' PARTITION BY HASH (aac001) PARTITIONS 4;
INSERT INTO `ac01` VALUES (1,'it''s; CREATE TABLE x (y int);','1',2.0,b'0',NULL),(2,'\';--','2',1,b'0',NULL);
DELIMITER ;;
CREATE PROCEDURE p() BEGIN CREATE TABLE inside (a int); SELECT 1; END;;
DELIMITER ;
create table if not exists ab01 (aab001 int primary key, aab004 nvarchar(100) not null comment '单位名称');
alter table ab01 add column aab003 char(9) null comment '组织机构代码' after aab001, comment = '单位基本信息';
alter table ab01 change aab004 aab004_name varchar(200) comment '单位全称', drop primary key, add primary key (aab003);
这一行不是语句;
"""


def test_mysql_dump_gives_tables_and_names_what_it_is_not() -> None:
    harvest = harvest_script(MYSQL_DUMP, "mysql", "emp")
    person = columns(harvest, "ac01")
    assert [table.name for table in harvest.tables] == ["ac01", "ab01"]
    assert list(person) == ["aac001", "aac003", "aac004", "aae019", "deleted", "aae036"]
    assert person["aac001"] == HarvestedItem(
        "emp", "ac01", "aac001", "个人基本信息", "个人编号; 主'键)", "bigint unsigned", "", False, True
    )
    assert (person["aac003"].type, person["aac003"].length, person["aac003"].nullable) == ("varchar", "50", True)
    assert (person["aac004"].type, person["aac004"].length) == ("enum", "")
    assert (person["aae019"].length, person["aae019"].column_comment) == ("16,2", '缴费"金额"')
    assert person["deleted"].column_comment == "是否删除"
    assert person["aae036"].column_comment == "经办时间"
    assert harvest.passed_over["INSERT"] == 1 and harvest.passed_over["CREATE PROCEDURE"] == 1
    assert [one.text for one in harvest.unread] == ["这一行不是语句"]


def test_later_statements_change_a_table() -> None:
    employer = columns(harvest_script(MYSQL_DUMP, "mysql", "emp"), "ab01")
    assert set(employer) == {"aab001", "aab003", "aab004_name"}
    assert employer["aab003"].primary_key and not employer["aab003"].nullable
    assert not employer["aab001"].primary_key
    assert employer["aab004_name"].length == "200" and employer["aab004_name"].column_comment == "单位全称"
    assert employer["aab003"].table_comment == "单位基本信息"


ORACLE = """
SET DEFINE OFF
PROMPT 建表 it's
CREATE TABLE "SI"."AC02" (
  "AAC001" NUMBER(16,0) NOT NULL ENABLE,
  "AAE140" VARCHAR2(6 CHAR) DEFAULT '110',
  "AAE019" NUMBER(16,2),
  "AAE036" TIMESTAMP (6) WITH LOCAL TIME ZONE,
  "BZ" CLOB,
  CONSTRAINT "PK_AC02" PRIMARY KEY ("AAC001", "AAE140") USING INDEX PCTFREE 10 STORAGE(INITIAL 65536) ENABLE,
  SUPPLEMENTAL LOG DATA (ALL) COLUMNS
) SEGMENT CREATION IMMEDIATE PCTFREE 10 TABLESPACE "USERS" LOB ("BZ") STORE AS BASICFILE (CHUNK 8192);
COMMENT ON TABLE "SI"."AC02" IS '参保关系；缴费';
comment on column si.ac02.aae140 is '险种';
CREATE OR REPLACE TRIGGER "SI"."T" BEFORE INSERT ON ac02 FOR EACH ROW
DECLARE v NUMBER; BEGIN SELECT 1 INTO v FROM dual; END;
/
ALTER TABLE SI.AC02 MODIFY ("AAE019" NOT NULL, BZ VARCHAR2(4000));
COMMENT ON COLUMN SI.V_AC02.X IS '视图的列';
CREATE TABLE T2 AS SELECT * FROM AC02;
"""


def test_oracle_export_with_storage_clauses_and_blocks() -> None:
    harvest = harvest_script(ORACLE, "oracle", "si")
    items = columns(harvest, "AC02")
    assert {name: (item.type, item.length, item.nullable, item.primary_key) for name, item in items.items()} == {
        "AAC001": ("number", "16,0", False, True),
        "AAE140": ("varchar2", "6", False, True),
        "AAE019": ("number", "16,2", False, False),
        "AAE036": ("timestamp with local time zone", "", True, False),
        "BZ": ("varchar2", "4000", True, False),
    }
    assert items["AAE140"].column_comment == "险种" and items["BZ"].table_comment == "参保关系；缴费"
    assert harvest.passed_over["CREATE TRIGGER"] == 1
    assert [one.reason[:6] for one in harvest.unread] == ["注释的对象 ", "建表语句没有"]


def test_oracle_scripts_as_a_client_runs_them() -> None:
    script = """
    COMMENT ON COLUMN gone.x IS '别处的表'
/
    CREATE GLOBAL TEMPORARY TABLE t (a NUMBER PRIMARY KEY, b VARCHAR2(5), i INTERVAL DAY(3) TO SECOND(2))
/
    ALTER TABLE t ADD (c DATE DEFAULT SYSDATE NOT NULL, d NUMBER(3))
/
    ALTER TABLE t MODIFY (b VARCHAR2(20) NOT NULL);
    ALTER TABLE t DROP (c);
    COMMENT ON COLUMN t.b IS q'[it's "b"; 乙]';
    COMMENT ON COLUMN t.d IS '第一行
  /
第三行';
    """
    harvest = harvest_script(dedent(script), "oracle", "s")
    read = {name: (item.type, item.length, item.nullable) for name, item in columns(harvest, "t").items()}
    assert read == {
        "a": ("number", "", False),
        "b": ("varchar2", "20", False),
        "i": ("interval day to second", "", True),
        "d": ("number", "3", True),
    }
    comments = {name: item.column_comment for name, item in columns(harvest, "t").items()}
    assert comments["b"] == 'it\'s "b"; 乙' and comments["d"] == "第一行\n  /\n第三行"
    assert len(harvest.unread) == 1


def test_dm8_and_kingbase() -> None:
    script = """
    CREATE TABLE "JY"."CC01" ("ACC030" VARCHAR2(20 CHAR) NOT NULL, "BZ" TEXT, "TS" DATETIME(6) DEFAULT SYSDATE,
      NOT CLUSTER PRIMARY KEY("ACC030")) STORAGE(ON "MAIN", CLUSTERBTR) ;
    COMMENT ON COLUMN "JY"."CC01"."ACC030" IS '就业登记编号';
    CREATE TABLE "CC02" ("ID" INT IDENTITY(1,1), CLUSTER PRIMARY KEY("ID"));
    """
    items = columns(harvest_script(script, "dm8", "jy"), "CC01")
    assert items["ACC030"].primary_key and items["ACC030"].column_comment == "就业登记编号"
    assert (items["TS"].type, items["TS"].length) == ("datetime", "")
    kingbase = dedent("""\
    \\connect jy
    CREATE TABLE jy.cc01 (acc030 character varying(20 char) NOT NULL, n int8, fulltext text, k numeric(8));
    COPY jy.cc01 (acc030) FROM stdin;
    it's; CREATE TABLE no (a int);
    \\.
    ALTER TABLE ONLY jy.cc01 ADD CONSTRAINT pk PRIMARY KEY (acc030);
    CREATE FUNCTION f() RETURNS int AS $body$ BEGIN; CREATE TABLE no2 (a int); END $body$ LANGUAGE plpgsql;
    COMMENT ON COLUMN jy.cc01.n IS '人数';""")
    harvest = harvest_script(kingbase, "kingbase", "jy")
    items = columns(harvest, "cc01")
    assert {name: (item.type, item.length) for name, item in items.items()} == {
        "acc030": ("varchar", "20"),
        "n": ("bigint", ""),
        "fulltext": ("text", ""),
        "k": ("numeric", "8,0"),
    }
    assert items["acc030"].primary_key and items["n"].column_comment == "人数"
    assert [table.name for table in harvest.tables] == ["cc01"] and harvest.unread == []


def test_what_is_broken_costs_only_itself() -> None:
    script = "CREATE TABLE a (x int COMMENT '甲;\nCREATE TABLE b (y int);\nCREATE TABLE c (z int COMMENT '丙');"
    harvest = harvest_script(script, "mysql", "s")
    assert "c" in {table.name for table in harvest.tables}
    assert harvest.unread


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_comments_survive_the_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "script.sql"
    path.write_bytes("CREATE TABLE t (a int COMMENT '参保人员：龘');\n".encode(encoding))
    assert harvest_ddl(path, "mysql").items[0].column_comment == "参保人员：龘"


def test_a_script_of_two_encodings(tmp_path: Path) -> None:
    path = tmp_path / "script.sql"
    lines = ["CREATE TABLE t (a int COMMENT '姓名',".encode(), "b int COMMENT '性别');".encode("gb18030")]
    path.write_bytes(b"\n".join(lines))
    assert [item.column_comment for item in harvest_ddl(path, "mysql").items] == ["姓名", "性别"]


@pytest.mark.parametrize("wrong", ["latin-1", "gb18030"])
def test_comments_once_read_with_the_wrong_encoding(wrong: str) -> None:
    spoilt = "证件号码".encode().decode(wrong)
    harvest = harvest_script(
        f"CREATE TABLE t (a int COMMENT '{spoilt}', b int COMMENT 'café à la crème');", "mysql", "s"
    )
    assert [item.column_comment for item in harvest.items] == ["证件号码", "café à la crème"]


def test_unknown_dialect() -> None:
    with pytest.raises(DialectUnknown):
        harvest_script("", "cobol", "s")


def test_items_written_are_read_again(tmp_path: Path) -> None:
    items = harvest_script(MYSQL_DUMP, "mysql", "emp").items
    write_items(tmp_path / "items.csv", items)
    assert read_items(tmp_path / "items.csv") == items
    header = (tmp_path / "items.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header == "system,table,table_comment,column,column_comment,type,length,nullable,primary_key"
