"""Declarations read by libyaml say what PyYAML's own reader says."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from anlan.base import yaml_text

PACKAGE = Path(yaml_text.__file__).parents[1]
FILES = sorted(PACKAGE.rglob("*.yml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_both_readers_say_the_same(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert yaml_text.load_yaml(text) == yaml.load(text, yaml.SafeLoader)


def test_a_mistake_is_told_by_its_place() -> None:
    with pytest.raises(yaml.YAMLError) as caught:
        yaml_text.load_yaml("甲: 1\n乙: [1, 2\n")
    assert caught.value.problem_mark.line == 2  # type: ignore[attr-defined]
