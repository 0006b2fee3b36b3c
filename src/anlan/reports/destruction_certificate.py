"""The certificate of a destruction (销毁证书): what was asked, what went, what was searched, what stays and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from anlan.reports.printed_sheet import Part, PrintedSheet
from anlan.reports.standards_annex_table import AnnexTable, Column

MOST_FILES = 80
_ACT = "销毁"


def certificate(facts: Mapping[str, Any], destroyed: Sequence[Mapping[str, Any]], bureau: str) -> PrintedSheet:
    """The certificate of a finished destruction, from the facts that the control floor stores: hashes, no content."""
    title = "数据返还与销毁证书" if facts["is_return"] else "数据销毁证书"
    parts = (_matter(facts), _tables(facts), _files(facts, destroyed), _proof(facts), _remaining(facts))
    return PrintedSheet(title, f"XH-{facts['number']:06d}", bureau, facts["finished_at"], parts)


def _moment(value: datetime) -> str:
    return f"{value.astimezone():%Y-%m-%d %H:%M}"


def _table(number: str, caption: str, heads: Sequence[tuple[str, float]], rows: Sequence[Sequence[Any]]) -> AnnexTable:
    columns = tuple(Column(label, width, "left") for label, width in heads)
    return AnnexTable(number, caption, columns, tuple(tuple(_cell(cell) for cell in row) for row in rows))


def _cell(value: Any) -> str:
    """A value as printed; long identifiers may be broken across lines."""
    text = f"{value:,}" if isinstance(value, int) else str(value or "—")
    for mark in "_/-=":
        text = text.replace(mark, f"{mark}\u200b")
    return text


def _matter(facts: Mapping[str, Any]) -> Part:
    scope = f"{facts['before']} 之前收到的数据" if facts["before"] else "全部数据及派生材料"
    late = facts["finished_at"].date() > facts["due"]
    rows = [
        ("资料来源", f"{facts['label']}（{facts['system']}）"),
        ("范围", scope),
        ("依据", facts["basis"]),
        ("收到要求", facts["requested_on"].isoformat()),
        ("期限（五个工作日）", facts["due"].isoformat()),
        ("完成", _moment(facts["finished_at"]) + ("，逾期" if late else "，在期限内")),
        ("申请人", facts["author"]),
        ("审批人", facts["reviewer"]),
        ("批准时间", _moment(facts["decided_at"])),
    ]
    if facts["is_return"]:
        returned = facts["proof"]["returned"]
        rows += [
            ("返还包", f"{returned['rows']:,} 行，{returned['files']:,} 个文件；SHA-256 {returned['sha256']}"),
            ("签收", facts["proof"]["receipt"]),
        ]
    return Part(f"{_ACT}事项", (), (_table("1.1", f"{_ACT}事项", (("事项", 35), ("内容", 130)), rows),))


def _tables(facts: Mapping[str, Any]) -> Part:
    proof = facts["proof"]
    after = proof["rows_after"]
    rows = [
        (one["table"], one["label"], one["how_label"], one["rows"], _after(one, after, proof["dropped"]))
        for one in proof["tables"]
    ]
    heads = (("表", 48), ("名称", 36), ("处理", 36), ("涉及行数", 22), ("处理后", 23))
    sentence = (
        f"涉及装载包 {len(proof['loads']):,} 个，收到数据 {proof['load_rows']:,} 行；"
        f"资源池中的表 {len(rows):,} 张，逐表处理如下。"
    )
    return Part("资源池中的表", (sentence,), (_table("2.1", "逐表处理", heads, rows),))


def _after(one: Mapping[str, Any], after: Mapping[str, int], dropped: Sequence[str]) -> str:
    if one["table"] in dropped:
        return "表已删除"
    return f"余 {after[one['table']]:,} 行" if one["table"] in after else "已重算"


def _files(facts: Mapping[str, Any], destroyed: Sequence[Mapping[str, Any]]) -> Part:
    told = facts["proof"]["destroyed"]
    listed = list(destroyed[:MOST_FILES])
    sentences = [
        f"共删除文件 {told['count']:,} 个、{told['bytes']:,} 字节，含历史版本、表日志、原始字节与查询副本；"
        "删除前逐个计算散列，只留散列。",
        f"完整清单（destroyed.jsonl）的 SHA-256 为 {told['sha256']}，SM3 为 {told['sm3']}。",
    ]
    if len(destroyed) > len(listed):
        sentences.append(f"下表列前 {len(listed)} 个，其余见完整清单。")
    rows = [(one["path"], one["size"], one["sha256"], one["sm3"]) for one in listed]
    heads = (("文件", 60), ("字节", 20), ("SHA-256", 43), ("SM3", 42))
    return Part("销毁的文件", tuple(sentences), (_table("3.1", "销毁的文件及其散列", heads, _broken(rows)),))


def _broken(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Hashes in groups of sixteen digits, so that they fit their column."""
    return [
        [*row[:2], *("\u200b".join(hash_[n : n + 16] for n in range(0, 64, 16)) for hash_ in row[2:])] for row in rows
    ]


def _proof(facts: Mapping[str, Any]) -> Part:
    proof = facts["proof"]
    before = sum(proof["found_before"].values())
    rows = [
        ("见证值", f"{proof['witnesses']:,} 个", "只在该来源中出现的取值，以加盐散列比对，盐值已销毁"),
        ("销毁前检索", f"{len(proof['found_before']):,} 处", f"命中 {before:,} 次"),
        ("销毁后检索", "0 处", "资源池全部数据文件、查询副本与控制库逐值比对"),
        ("按来源检索", f"{sum(proof['rows_after'].values()):,} 行", "各表按装载编号与来源系统检索余下的行"),
        ("控制库", f"{proof['control_rows']:,} 行", "已清空取值或删除"),
        ("发布", "、".join(f"第 {n} 号" for n in proof["retired"]) or "—", "已标注为已销毁，读者得到明确的错误"),
    ]
    heads = (("检验", 35), ("结果", 45), ("说明", 85))
    return Part("检索证明", (), (_table("4.1", "检索证明", heads, rows),))


def _remaining(facts: Mapping[str, Any]) -> Part:
    plan = facts["plan"]
    kept = _table("5.1", "保留的记录及理由", (("内容", 165),), [(text,) for text in plan["kept"]])
    beyond = _table(
        "5.2", "平台不能触及、须由人处理的部分", (("内容", 165),), [(text,) for text in plan["unreachable"]]
    )
    closing = "本证书文件的散列已记入可验证日志，用 `anlan assets certificate verify 文件` 核验。"
    return Part("保留与不能触及的部分", (closing,), (kept, beyond))
