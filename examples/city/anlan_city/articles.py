"""News articles written from sentence lists: risks, rumours, denials, ordinary business, and nobody of the city."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from numpy.random import Generator

from anlan_city.firms import Firms
from anlan_city.months import iso
from anlan_city.reference import Habits, Scribe
from anlan_city.risks import CLOSURE
from anlan_city.stage import Event
from anlan_city.words import places, read_pack, trades, words

MEDIA = [
    "京城晚报",
    "首都财经网",
    "北方劳动报",
    "都市时讯",
    "城市观察网",
    "京报新闻",
    "产经周刊",
    "民生热线网",
    "财闻社",
    "华北商报",
    "工人之声",
    "新京线",
]
NETIZEN = ["职场论坛", "微言", "同城贴吧", "打工人社区", "匿名圈", "短视频号"]
NOTICE, COURT_NOTICE = ["区政府公告栏", "人社局通报", "市场监管公告"], "企业破产案件信息平台"
MEDIA_KIND, NETIZEN_KIND, NOTICE_KIND = "媒体", "网民", "公告"
NAMED_IN_FULL = Habits(code_missing=1.0, name_untidy=0.03, name_short=0.1)
NAMED_LOOSELY = Habits(code_missing=1.0, name_untidy=0.1, name_short=0.34, name_slip=0.01)


@dataclass(frozen=True)
class Article:
    """An article as its source publishes it. ``kind`` is 媒体, 网民 or 公告."""

    day: int
    source: str
    kind: str
    title: str
    paragraphs: tuple[str, ...]
    reads: int
    reposts: int


class Writer:
    """Writes articles about events."""

    def __init__(self, rng: Generator, firms: Firms) -> None:
        self.rng, self.firms = rng, firms
        self.risks, self.other = read_pack("news/risks.yml"), read_pack("news/other.yml")
        self.full, self.loose = Scribe(rng, firms, NAMED_IN_FULL), Scribe(rng, firms, NAMED_LOOSELY)

    def write(self, event: Event) -> list[Article]:
        """The article about an event and the copies that others make of it."""
        about = event.values["about"]
        if about == "background":
            return [self._background(event)]
        kind = self._kind(event)
        pools, middles = self._pools(event)
        facts = self._facts(event, kind)
        lead = int(self.rng.integers(len(pools["leads"])))
        parts = [pools["leads"][lead], *self._some(pools["middles"], middles)]
        if "quotes" in pools and self.rng.random() < 0.8:
            parts.append(self._pick(pools["quotes"]))
        parts.append(self._pick(self.other["netizen_endings" if kind == NETIZEN_KIND else "endings"]))
        # Lists of one length belong together line by line; other headlines fit every lead.
        paired = len(pools["titles"]) == len(pools["leads"])
        title = (pools["titles"][lead] if paired else self._pick(pools["titles"])).format(**facts)
        body = tuple(part.format(**facts) for part in parts if part)
        reads, reposts = self._reach(event, kind)
        article = Article(event.day, self._source(kind, about), kind, title, body, reads, reposts)
        return [article, *self._copies(event, article)]

    def _pick(self, choices: list[Any]) -> Any:
        return choices[int(self.rng.integers(len(choices)))]

    def _some(self, choices: list[str], count: int) -> list[str]:
        chosen = self.rng.choice(len(choices), min(count, len(choices)), replace=False).tolist()
        return [choices[place] for place in chosen]

    def _kind(self, event: Event) -> str:
        about, draw = event.values["about"], float(self.rng.random())
        if event.values.get("rumour"):
            return NETIZEN_KIND if draw < 0.8 else MEDIA_KIND
        if about in ("denial", "business"):
            return MEDIA_KIND if draw < 0.85 else NOTICE_KIND
        if about == CLOSURE and draw > 0.88:
            return NOTICE_KIND
        return MEDIA_KIND if draw < 0.58 else NETIZEN_KIND

    def _pools(self, event: Event) -> tuple[dict[str, list[str]], int]:
        values = event.values
        if values.get("rumour"):
            pools = self.other["rumour"][values["about"]]
            return {**pools, "middles": self.other["rumour"]["middles"]}, 2
        if values["about"] in self.risks:
            return self.risks[values["about"]], int(self.rng.integers(2, 5))
        return self.other[values["about"]], int(self.rng.integers(1, 4))

    def _facts(self, event: Event, kind: str) -> dict[str, Any]:
        rng, values, firm = self.rng, event.values, event.firm
        here, size = places()[self.firms.place[firm]], int(self.firms.size[firm])
        name = (self.loose if kind == NETIZEN_KIND else self.full).name(firm).strip()
        if values.get("short_only"):
            name = self.firms.short[firm]
        people = int(values.get("people") or max(8, round(size * rng.uniform(0.2, 0.7))))
        count = int(values.get("count") or max(10, round(size * rng.uniform(0.2, 0.5))))
        then = date.fromordinal(event.day - int(rng.integers(0, 3)))
        return {
            "name": name,
            "n": self.firms.short[firm] if rng.random() < 0.75 else name,
            "count": count,
            "people": people,
            "half": max(3, people // 2),
            "months": int(values.get("months") or rng.integers(2, 6)),
            "money": int(people * rng.integers(2, 9)) + 20,
            "pct": min(85, max(12, round(100 * count / max(size, count)))),
            "day": self._day(then),
            "district": here.name,
            "street": here.streets[firm % len(here.streets)],
            "industry": trades()[self.firms.trade[firm]].name,
            "year": date.fromordinal(int(self.firms.registered[firm])).year,
            "what": {
                "裁员减员": "大规模裁员",
                "欠薪降薪": "拖欠工资",
                "破产倒闭": "破产倒闭",
                "群体事件": "员工聚集",
            }.get(values.get("imitates", ""), "经营异常"),
            "writer": str(rng.choice(list(words()["surnames"]))) + "某",
            "brand": self.firms.brand[firm],
        }

    def _day(self, then: date) -> str:
        forms = [
            f"{then.month}月{then.day}日",
            "近日",
            f"{then.month}月{then.day}日",
            "日前",
            f"{then.year}年{then.month}月{then.day}日",
        ]
        return str(self._pick(forms))

    def _source(self, kind: str, about: str = "") -> str:
        if kind == NOTICE_KIND:
            return COURT_NOTICE if about == CLOSURE else str(self._pick(NOTICE))
        return str(self._pick({MEDIA_KIND: MEDIA, NETIZEN_KIND: NETIZEN}[kind]))

    def _reach(self, event: Event, kind: str) -> tuple[int, int]:
        loud = 40 if event.values.get("loud") else 6 if event.case >= 0 else 1
        reads = int(self.rng.lognormal(6.2, 1.1) * loud)
        return reads, int(reads * self.rng.uniform(0.001, 0.03 if kind == NETIZEN_KIND else 0.01))

    def _copies(self, event: Event, article: Article) -> list[Article]:
        if article.kind == NETIZEN_KIND and not event.values.get("loud"):
            return []
        chance = 0.5 if event.values.get("loud") else 0.35 if event.case >= 0 else 0.12
        copies: list[Article] = []
        while self.rng.random() < chance and len(copies) < 5:
            chance *= 0.6
            copies.append(self._copy(article))
        return copies

    def _copy(self, article: Article) -> Article:
        """A repost: another source, sometimes another headline, a sentence left out or a line added."""
        source = article.source if article.kind == NOTICE_KIND else self._source(article.kind)
        paragraphs = list(article.paragraphs)
        if len(paragraphs) > 3 and self.rng.random() < 0.4:
            del paragraphs[int(self.rng.integers(1, len(paragraphs)))]
        if self.rng.random() < 0.5:
            paragraphs.append(f"（转自：{article.source}）")
        title = article.title if self.rng.random() < 0.7 else f"{article.title}（组图）"
        return replace(
            article,
            source=source,
            title=title,
            paragraphs=tuple(paragraphs),
            reads=article.reads // 3,
            reposts=article.reposts // 3,
        )

    def _background(self, event: Event) -> Article:
        section = self._pick(list(self.other["background"].values()))
        title, body = self._pick(section)
        facts = self._facts(event, MEDIA_KIND)
        kind = MEDIA_KIND if self.rng.random() < 0.9 else NETIZEN_KIND
        reads, reposts = self._reach(event, kind)
        start = self._pick(["", f"{self._source(MEDIA_KIND)}讯 ", "（记者 " + facts["writer"] + "）"])
        end = self._pick(
            ["", "（完）", "更多内容请关注本报。", f"责任编辑：{facts['writer']}", f"{iso(event.day)} 发布"]
        )
        texts = tuple(text for text in (start + body.format(**facts), end) if text)
        return Article(event.day, self._source(kind), kind, title.format(**facts), texts, reads, reposts)
