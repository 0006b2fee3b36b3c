"""舆情采集: an RSS feed whose items link to HTML articles from pages of different makes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from numpy.random import Generator

from anlan_city.articles import NETIZEN_KIND, NOTICE_KIND, Article, Writer
from anlan_city.months import iso
from anlan_city.stage import Stage
from anlan_city.words import PACK

CHINA = timezone(timedelta(hours=8))
DUPLICATE_ITEM_SHARE = 0.003
"""Feed items that come twice with the same number."""
NAMESPACE = 'xmlns:yq="urn:anlan:city:opinion"'


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
    """The article's page: its make depends on the kind of source; one make is in GBK.

    ``aside`` are headlines of other articles that stand beside it, as they do on real pages.
    """
    make = _make(article.kind, number)
    escaped = [escape(text) for text in article.paragraphs]
    text = _template(make).substitute(
        title=escape(article.title),
        source=article.source,
        day=iso(article.day),
        user=article.reads % 9973,
        paragraphs="".join(f"<p>　　{text}</p>" for text in escaped),
        lines="<br><br>".join(escaped),
        text="".join(escaped),
        aside="".join(f'<li><a href="#">{escape(title)}</a></li>' for title in aside),
    )
    return text.encode("gb18030" if make == "office" else "utf-8")


def _make(kind: str, number: int) -> str:
    if kind == NETIZEN_KIND:
        return "forum" if number % 2 else "post"
    if kind == NOTICE_KIND or number % 5 == 0:
        return "office"
    return "portal" if number % 3 else "plain"


@cache
def _template(make: str) -> Template:
    return Template((PACK / "pages" / f"{make}.html").read_text(encoding="utf-8"))


def _item(article: Article, number: int) -> str:
    hour, minute = 8 + number % 11, number % 60
    moment = datetime.fromordinal(article.day).replace(hour=hour, minute=minute, tzinfo=CHINA)
    parts = {
        "title": escape(article.title),
        "link": f"{{base}}/opinion/articles/{number}.html",
        "pubDate": format_datetime(moment.astimezone(UTC)),
        "author": article.source,
        "category": article.kind,
        "description": escape(article.paragraphs[0][:60]) + "……",
        "yq:read_count": article.reads,
        "yq:repost_count": article.reposts,
    }
    body = "".join(f"<{name}>{value}</{name}>" for name, value in parts.items())
    return f'<item><guid isPermaLink="false">YQ{number:08d}</guid>{body}</item>'


def _feed(items: list[str], today: int) -> str:
    built = format_datetime(datetime.fromordinal(today).replace(hour=12, tzinfo=UTC))
    head = f"<title>舆情采集</title><link>{{base}}/opinion</link><lastBuildDate>{built}</lastBuildDate>"
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<rss version="2.0" {NAMESPACE}><channel>{head}']
    return "\n".join([*lines, *items, "</channel></rss>", ""])
