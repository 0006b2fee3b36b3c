"""舆情采集: an RSS feed whose items link to HTML articles from pages of different makes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from html import escape
from pathlib import Path

from numpy.random import Generator

from anlan_city.articles import MEDIA_KIND, NETIZEN_KIND, NOTICE_KIND, Article, Writer
from anlan_city.months import iso
from anlan_city.stage import Stage

CHINA = timezone(timedelta(hours=8))
DUPLICATE_ITEM_SHARE = 0.003
"""Feed items that come twice with the same number."""


class Opinion:
    """Writes the feed and the pages."""

    def __init__(self, rng: Generator, stage: Stage, folder: Path) -> None:
        self.rng, self.stage, self.folder = rng, stage, folder

    def finish(self) -> None:
        """Write every article as a page and the feed, newest first."""
        writer = Writer(self.rng, self.stage.firms)
        events = sorted(self.stage.events["article"], key=lambda event: (event.day, event.firm, event.case))
        articles = [article for event in events for article in writer.write(event)]
        pages = self.folder / "articles"
        pages.mkdir(parents=True, exist_ok=True)
        for old in pages.glob("*.html"):
            old.unlink()
        titles = [article.title for article in articles]
        items = []
        for number, article in enumerate(articles, start=1):
            aside = [titles[int(place)] for place in self.rng.integers(0, len(titles), 6)]
            (pages / f"{number}.html").write_bytes(page(article, aside, number))
            items.append(_item(article, number))
            if self.rng.random() < DUPLICATE_ITEM_SHARE:
                items.append(items[-1])
        (self.folder / "feed.xml").write_text(_feed(items[::-1], self.stage.today), encoding="utf-8", newline="\n")


def page(article: Article, aside: list[str], number: int) -> bytes:
    """The article's page: its make depends on the kind of source; one make is in GBK."""
    if article.kind == NETIZEN_KIND:
        return (_forum if number % 2 else _post)(article, aside).encode()
    if article.kind == NOTICE_KIND or number % 5 == 0:
        return _office(article).encode("gb18030")
    return (_portal if number % 3 else _plain)(article, aside).encode()


def _portal(article: Article, aside: list[str]) -> str:
    related = "".join(f'<li><a href="#">{escape(title)}</a></li>' for title in aside)
    body = "".join(f"<p>{escape(text)}</p>" for text in article.paragraphs)
    return f"""<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(article.title)}_{article.source}</title></head>
<body><header><nav><a href="#">首页</a><a href="#">财经</a><a href="#">民生</a><a href="#">评论</a></nav></header>
<main><article><h1>{escape(article.title)}</h1><div class="meta"><span>{iso(article.day)} 10:20</span> <span>来源：{article.source}</span></div>
<div class="content">{body}</div></article>
<aside class="sidebar"><h3>相关阅读</h3><ul>{related}</ul></aside></main>
<footer><p>Copyright © 2026 {article.source} 版权所有 未经授权不得转载</p><p>违法和不良信息举报电话：010-00000000</p></footer></body></html>"""


def _plain(article: Article, aside: list[str]) -> str:
    body = "\n".join(f"<p>　　{escape(text)}</p>" for text in article.paragraphs)
    hot = "".join(f"<a href='#'>{escape(title)}</a><br>" for title in aside[:4])
    return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title>{escape(article.title)}</title></head>
<body><div id="top">{article.source}</div><div class="left"><h2>{escape(article.title)}</h2><p class="time">发布时间：{iso(article.day)}</p>
<div id="artibody">{body}</div></div><div class="right"><b>热门排行</b><br>{hot}</div><div class="bottom">关于我们 | 联系方式 | 版权声明 © 2026</div></body></html>"""


def _office(article: Article) -> str:
    body = "".join(f'<p style="text-indent:2em">{escape(text)}</p>' for text in article.paragraphs)
    return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=gbk"><title>{escape(article.title)}</title></head>
<body><table width="100%"><tr><td class="title">{escape(article.title)}</td></tr><tr><td>发布日期：{iso(article.day)}　来源：{article.source}</td></tr>
<tr><td><div class="TRS_Editor">{body}</div></td></tr><tr><td>【打印】【关闭】　主办单位　京ICP备00000000号</td></tr></table></body></html>"""


def _forum(article: Article, aside: list[str]) -> str:
    body = "<br><br>".join(escape(text) for text in article.paragraphs)
    replies = "".join(f'<div class="reply">{text}</div>' for text in ("顶一下", "同问", "楼主能说详细点吗", "已举报")[: len(aside) % 4 + 1])
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{escape(article.title)} - {article.source}</title></head>
<body><div class="crumb">论坛 &gt; 职场</div><div class="thread"><h1>{escape(article.title)}</h1><div class="author">楼主 发表于 {iso(article.day)}</div>
<div class="post-body">{body}</div></div>{replies}<div class="foot">Powered by BBS © 2026</div></body></html>"""


def _post(article: Article, aside: list[str]) -> str:
    text = "".join(escape(text) for text in article.paragraphs)
    hot = "".join(f"<li>{escape(title)}</li>" for title in aside)
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{escape(article.title)}</title></head>
<body><div class="card"><div class="user">用户{article.reads % 9973}</div><div class="time">{iso(article.day)}</div>
<div class="text"><p>【{escape(article.title)}】{text}</p></div><div class="bar">转发 {article.reposts} 评论 赞</div></div>
<div class="hot"><h4>热搜榜</h4><ol>{hot}</ol></div></body></html>"""


def _item(article: Article, number: int) -> str:
    moment = datetime.fromordinal(article.day).replace(hour=8 + number % 11, minute=number % 60, tzinfo=CHINA)
    summary = article.paragraphs[0][:60]
    return (
        f"<item><title>{escape(article.title)}</title><link>{{base}}/opinion/articles/{number}.html</link>"
        f'<guid isPermaLink="false">YQ{number:08d}</guid><pubDate>{format_datetime(moment.astimezone(UTC))}</pubDate>'
        f"<author>{article.source}</author><category>{article.kind}</category><description>{escape(summary)}……</description>"
        f"<yq:read_count>{article.reads}</yq:read_count><yq:repost_count>{article.reposts}</yq:repost_count></item>"
    )


def _feed(items: list[str], today: int) -> str:
    built = format_datetime(datetime.fromordinal(today).replace(hour=12, tzinfo=UTC))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:yq="urn:anlan:city:opinion"><channel><title>舆情采集</title><link>{base}/opinion</link>'
        f"<description>媒体、网民与公告</description><lastBuildDate>{built}</lastBuildDate>\n" + "\n".join(items) + "\n</channel></rss>\n"
    )


__all__ = ["MEDIA_KIND", "Opinion", "page"]
