"""Whether a text speaks ill or well of its subject, by a small lexicon of our own."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

from daachorse import MATCH_KIND_LEFTMOST_LONGEST, CharwiseDoubleArrayAhoCorasick

from anlan.base.yaml_text import load_yaml

_SCAN = 3000


@lru_cache(maxsize=1)
def _lexicon() -> tuple[int, CharwiseDoubleArrayAhoCorasick]:
    source = resources.files("anlan.signals").joinpath("pack/sentiment.yml").read_text(encoding="utf-8")
    words = load_yaml(source)
    ill, good = words["negative"], words["positive"]
    return len(ill), CharwiseDoubleArrayAhoCorasick([*ill, *good], MATCH_KIND_LEFTMOST_LONGEST)


def sentiment(folded: str) -> float:
    """The balance of good and ill words of a folded text, from -1 (only ill) to 1 (only good); 0 without any."""
    ill = good = 0
    first_good, automaton = _lexicon()
    for _, _, number in automaton.find(folded[:_SCAN]):
        if number < first_good:
            ill += 1
        else:
            good += 1
    return (good - ill) / (good + ill) if good + ill else 0.0
