"""The fonts of an official document, with free ones where the bureau's own are not installed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import mplfonts
import typst

FREE_FOLDER = Path(mplfonts.__file__).parent / "fonts"
FREE_SANS = FREE_FOLDER / "NotoSansCJKsc-Regular.otf"
_SERIF, _SANS = "Noto Serif CJK SC", "Noto Sans CJK SC"

# Each use: the fonts of GB/T 9704 first, then Fandol (a free set with a true FangSong), then Noto.
PREFERRED: Mapping[str, tuple[str, ...]] = {
    "title": ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "FandolSong", _SERIF),
    "body": ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "FandolFang R", "FandolFang", _SERIF),
    "heading": ("SimHei", "黑体", "FandolHei", _SANS),
    "subheading": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "FandolKai", _SERIF),
    "number": ("SimSun", "宋体", "FandolSong", _SERIF),
    "table": (_SANS,),
}


@dataclass(frozen=True)
class FontChoice:
    """The font set handed to the typesetter and, for each use, the families to try in order."""

    fonts: typst.Fonts
    families: Mapping[str, tuple[str, ...]]

    def first(self) -> dict[str, str]:
        """The family each use gets on this machine, as the manifest records it."""
        return {use: names[0] for use, names in self.families.items()}


@cache
def choose_fonts() -> FontChoice:
    """The fonts of this machine.

    The free folder also holds a copy of SimHei that is not ours to embed, so families count only where the file that
    carries them lies outside that folder or is Noto.
    """
    fonts = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=[str(FREE_FOLDER)])
    usable = {font.family for font in fonts.fonts() if _usable(font)}
    families = {use: tuple(name for name in names if name in usable) for use, names in PREFERRED.items()}
    return FontChoice(fonts, {use: _with_net(names) for use, names in families.items()})


def _usable(font: typst.FontInfo) -> bool:
    inside = font.path is not None and Path(font.path).parent == FREE_FOLDER
    return font.family in (_SERIF, _SANS) or not inside


def _with_net(names: tuple[str, ...]) -> tuple[str, ...]:
    """The families with Noto behind them, so that a rare character of a name never becomes a box."""
    return tuple(dict.fromkeys((*names, _SERIF, _SANS)))
