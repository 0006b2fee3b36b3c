"""What the documentation claims, held against the code."""

from __future__ import annotations

import importlib.util
import re
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _load_generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GENERATOR = _load_generator()


def _tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]


@pytest.mark.parametrize("name", sorted(GENERATOR.PAGES))
def test_generated_page_is_up_to_date(name: str) -> None:
    assert (ROOT / "docs/reference" / name).read_text(encoding="utf-8") == GENERATOR.PAGES[name](), "run `make docs`"


def test_every_command_has_help_with_an_example() -> None:
    without = [name for name, c in GENERATOR.walk_commands(GENERATOR.command_tree()) if "示例" not in (c.help or "")]
    assert without == []


def test_every_error_tells_what_to_do_next() -> None:
    for kind in GENERATOR.error_classes():
        assert kind.hint, kind
        assert kind.message, kind
        assert re.fullmatch(r"[a-z0-9-]+", kind.code), kind


def test_error_codes_are_unique() -> None:
    kinds = GENERATOR.error_classes()
    assert len({kind.code for kind in kinds}) == len(kinds)


@pytest.mark.parametrize("page", _tracked("*.md"), ids=lambda path: str(path.relative_to(ROOT)))
def test_relative_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_commands_named_in_the_readmes_exist() -> None:
    known = {name for name, _ in GENERATOR.walk_commands(GENERATOR.command_tree())}
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    for readme in ("README.md", "README.zh-CN.md"):
        text = (ROOT / readme).read_text(encoding="utf-8")
        for words in re.findall(r"`anlan ((?:[a-z]+ ?)+)", text):
            parts = words.split()
            assert f"anlan {parts[0]}" in known or f"anlan {' '.join(parts[:2])}" in known, words
        for target in re.findall(r"`make ([a-z-]+)`", text):
            assert target in targets, target


def test_every_decision_is_listed_and_has_its_parts() -> None:
    index = (ROOT / "docs/adr/README.md").read_text(encoding="utf-8")
    for page in sorted((ROOT / "docs/adr").glob("0*.md")):
        text = page.read_text(encoding="utf-8")
        assert page.name in index
        assert all(part in text for part in ("Status:", "## Context", "## Decision", "## Consequences")), page.name


def test_no_file_names_a_package_registry() -> None:
    hosts = re.compile(
        "files.pythonhosted" + r"\.org|pypi" + r"\.org|registry\.npmjs" + r"\.org|deb\.debian" + r"\.org"
    )
    for path in _tracked():
        if path.suffix not in {".png", ".docx", ".npz", ".woff2", ".ico"}:
            assert not hosts.search(path.read_text(encoding="utf-8", errors="ignore")), path


def test_floors_have_no_folder_for_leftovers() -> None:
    for path in _tracked("src/*"):
        assert not {"utils", "common", "helpers", "manager", "misc"} & set(path.relative_to(ROOT).parts), path
        assert path.stem not in {"utils", "common", "helpers", "manager", "misc"}, path
