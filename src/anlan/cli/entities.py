"""``anlan entities``: enterprise names to codes, and enterprises mentioned in texts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from anlan.cli import entities_link, entities_master
from anlan.cli.terminal import JsonOption, errors, print_json, print_table

if TYPE_CHECKING:
    from anlan.entities.resolver import Resolver

app = typer.Typer(no_args_is_help=True, help="企业名称与信用代码")
RegistryOption = Annotated[
    Path, typer.Option("--registry", help="企业登记表（REGISTRY.tsv、.tsv.zst）或 `prepare` 生成的索引文件")
]
AliasesOption = Annotated[
    Path | None, typer.Option("--aliases", help="已登记的简称、品牌、曾用名、集团名称（CSV：alias,uscc,kind,source,…）")
]
CacheOption = Annotated[
    Path | None, typer.Option("--cache", help="存放索引的文件夹；登记表与别名未变时直接使用，省去重建")
]
WORKERS = 2
app.command("link")(entities_link.link)
app.command("master")(entities_master.master)


@app.callback()
def root() -> None:
    """企业名称与信用代码。"""


def open_resolver(registry: Path, aliases: Path | None = None, cache: Path | None = None) -> Resolver:
    """The resolver of a register or a prepared file; a register is indexed in memory, or once into ``cache``."""
    from anlan.entities.preparation import open_registry

    resolver, set_aside = open_registry(registry, aliases, cache, workers=WORKERS)
    for reason, count in set_aside.counts.items():
        errors.print(f"登记表 {count} 行未采用：{reason}（首见第 {set_aside.first_lines[reason]} 行）")
    return resolver


@app.command("resolve")
def resolve(
    names: Annotated[Path, typer.Argument(help="CSV，含列 name；可另有 district、address、industry_code、uscc")],
    registry: RegistryOption,
    out: Annotated[Path, typer.Option("--out", help="结果 CSV")],
    aliases: AliasesOption = None,
    cache: CacheOption = None,
    json: JsonOption = False,
) -> None:
    """把企业名称逐行对应到统一社会信用代码，给出依据；拿不准的列出候选，不作认定。

    示例：anlan entities resolve names.csv --registry registry.tsv --out resolved.csv
    """
    from anlan.entities.name_table import answer_table

    counts = dict(answer_table(open_resolver(registry, aliases, cache), names, out))
    if json:
        print_json({"out": str(out), "rows": sum(counts.values()), "status": counts})
        return
    labels = {"resolved": "已认定", "ambiguous": "有歧义", "unknown": "未找到"}
    print_table(f"结果已写入 {out}", ("状态", "行数"), [(labels[status], counts.get(status, 0)) for status in labels])


@app.command("prepare")
def prepare(
    registry: Annotated[Path, typer.Argument(help="企业登记表（REGISTRY.tsv 或 .tsv.zst）")],
    out: Annotated[Path, typer.Option("--out", help="索引文件")],
    aliases: AliasesOption = None,
    short_names: Annotated[Path | None, typer.Option("--short-names", help="简称词表，每行一个，用于文本识别")] = None,
    scanner: Annotated[bool, typer.Option(help="同时生成文本扫描自动机")] = True,
    json: JsonOption = False,
) -> None:
    """把企业登记表做成索引文件，供 resolve、mentions 与事件识别快速启动。

    示例：anlan entities prepare registry.tsv.zst --out registry.idx
    """
    from anlan.entities.preparation import prepare_registry

    facts = prepare_registry(registry, out, aliases, short_names, scanner, workers=WORKERS)
    if json:
        print_json(facts)
        return
    print_table(f"索引已写入 {out}", ("项目", "数量"), list(facts.items()))


@app.command("mentions")
def mentions(
    texts: Annotated[Path, typer.Argument(help="JSONL，每行含 text；可另有 id、title")],
    registry: RegistryOption,
    out: Annotated[Path | None, typer.Option("--out", help="结果 JSONL；省略时写到标准输出")] = None,
    aliases: AliasesOption = None,
    cache: CacheOption = None,
    limit: Annotated[int, typer.Option("--limit", help="每篇最多列出的企业数")] = 2,
) -> None:
    """找出每篇文本所说的企业并对应到信用代码；登记库没有的也列出，状态为 unknown。

    示例：anlan entities mentions news.jsonl --registry registry.idx --out mentions.jsonl
    """
    from anlan.entities.mention_table import write_mentions
    from anlan.entities.mentions import MentionFinder

    finder = MentionFinder(open_resolver(registry, aliases, cache))
    write_mentions(finder, texts, out, limit, typer.echo)
