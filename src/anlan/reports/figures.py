"""Charts of the report: the administration's colours, told apart without colour as well, the same bytes every time."""

from __future__ import annotations

import io
import threading
from collections.abc import Sequence
from functools import cache
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Patch
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from anlan.base.risk_types import Level
from anlan.reports.fonts import FREE_SANS
from anlan.reports.labels import LEVEL_COLOURS, LEVEL_LETTERS, LEVELS_SHOWN
from anlan.reports.tables import Row

PNG_DPI = 200
_HATCHES = {Level.RED: "xxx", Level.ORANGE: "//", Level.YELLOW: "..", Level.BLUE: ""}
_WIDTH = 6.1
# Matplotlib's settings are global to the process; reports may be asked for by several threads.
_LOCK = threading.Lock()
_SETTINGS: Any = {"svg.hashsalt": "anlan", "svg.fonttype": "path", "hatch.linewidth": 0.5}


def figures(context: Row) -> dict[str, dict[str, bytes]]:
    """The report's charts by name, each as ``svg`` and ``png``; a chart without anything to show is left out."""
    drawn = {
        "trend": (_columns, context["trend"]),
        "district": (_bars, context["by_district"]["rows"]),
        "industry": (_bars, context["by_industry"]["rows"]),
        "type": (_bars, context["by_type"]["rows"]),
    }
    with _LOCK, mpl.rc_context(_SETTINGS):
        return {name: _files(draw(rows)) for name, (draw, rows) in drawn.items() if _shows(rows)}


def _shows(rows: Sequence[Row]) -> bool:
    return any(row[level.code] for row in rows for level in LEVELS_SHOWN)


@cache
def _font(size: float) -> FontProperties:
    return FontProperties(fname=str(FREE_SANS), size=size)


def _columns(rows: Sequence[Row]) -> Figure:
    """Stacked columns, one a week."""
    figure, axes = _figure(2.5)
    places = range(len(rows))
    bottom = [0] * len(rows)
    highest = max(sum(row[level.code] for level in LEVELS_SHOWN) for row in rows)
    width = 0.62 if len(rows) > 3 else 0.3
    for level in LEVELS_SHOWN:
        heights = [row[level.code] for row in rows]
        axes.bar(places, heights, width, bottom=bottom, **_style(level))
        spots = [(x, low + high / 2, high) for x, low, high in zip(places, bottom, heights, strict=True)]
        _numbers(axes, [spot for spot in spots if spot[2] > highest * 0.07])
        bottom = [low + high for low, high in zip(bottom, heights, strict=True)]
    for place, total in zip(places, bottom, strict=True):
        axes.text(place, total, f"{total}", ha="center", va="bottom", fontproperties=_font(8))
    axes.set_xlim(-0.6, max(len(rows), 4) - 0.4)
    axes.set_xticks(list(places), [row["label"] for row in rows], fontproperties=_font(8))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    axes.set_ylim(0, max(bottom) * 1.14)
    _finish(figure, axes, "家", axes.get_yticklabels)
    return figure


def _bars(rows: Sequence[Row]) -> Figure:
    """Stacked bars, one a group, the longest on top; groups without anything are left out."""
    shown = [row for row in rows if row["total"]]
    figure, axes = _figure(0.62 + (0.26 if len(shown) <= 10 else 0.19) * max(len(shown), 3))
    places = range(len(shown))
    left = [0] * len(shown)
    longest = max(row["total"] for row in shown)
    for level in LEVELS_SHOWN:
        widths = [row[level.code] for row in shown]
        axes.barh(places, widths, 0.66, left=left, **_style(level))
        spots = [(low + wide / 2, y, wide) for y, low, wide in zip(places, left, widths, strict=True)]
        _numbers(axes, [spot for spot in spots if spot[2] > longest * 0.014 * len(str(spot[2]))])
        left = [low + wide for low, wide in zip(left, widths, strict=True)]
    for place, total in zip(places, left, strict=True):
        axes.text(total, place, f" {total}", ha="left", va="center", fontproperties=_font(8))
    axes.set_yticks(list(places), [row["label"] for row in shown], fontproperties=_font(8))
    axes.set_ylim(max(len(shown), 3) - 0.4, -0.6)
    axes.set_xlim(0, max(left) * 1.08)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    _finish(figure, axes, "", axes.get_xticklabels)
    return figure


def _figure(height: float) -> tuple[Figure, Any]:
    figure = Figure(figsize=(_WIDTH, height), layout="constrained")
    return figure, figure.add_subplot()


def _style(level: Level) -> dict[str, Any]:
    edge = "#FFFFFF" if level in (Level.RED, Level.ORANGE) else "#6B5500"
    return {
        "color": LEVEL_COLOURS[level],
        "hatch": _HATCHES[level],
        "edgecolor": edge,
        "linewidth": 0.4,
    }


def _numbers(axes: Any, spots: Sequence[tuple[float, float, int]]) -> None:
    """The count inside each part that has room for it, haloed so that it reads on colour and hatch alike."""
    halo = [withStroke(linewidth=2, foreground="white")]
    for x, y, size in spots:
        if size:
            axes.text(x, y, f"{size}", ha="center", va="center", fontproperties=_font(7), path_effects=halo)


def _finish(figure: Figure, axes: Any, unit: str, ticks: Any) -> None:
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0)
    for text in ticks():
        text.set_fontproperties(_font(8))
    if unit:
        axes.set_ylabel(unit, fontproperties=_font(8), rotation=0, labelpad=8)
    patches = [
        Patch(
            facecolor=LEVEL_COLOURS[level],
            hatch=_HATCHES[level],
            edgecolor="#FFFFFF",
            label=f"{LEVEL_LETTERS[level]}色",
        )
        for level in LEVELS_SHOWN
    ]
    figure.legend(handles=patches, loc="outside upper right", ncols=4, prop=_font(8), frameon=False)


def _files(figure: Figure) -> dict[str, bytes]:
    # The layout is solved once; both files keep it.
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    svg, png = io.BytesIO(), io.BytesIO()
    figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    figure.savefig(png, format="png", dpi=PNG_DPI, metadata={"Software": None})
    return {"svg": svg.getvalue(), "png": png.getvalue()}
