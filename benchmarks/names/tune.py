"""Finds the weights of ``entities/pack/judge.yml`` on the real register (see README.md: what it may and may not see).

Written forms come from ``noise_tuning.py``; names that are not registered come from the years the register lacks.
Run: ``python benchmarks/names/tune.py INDEX_OF_ODD_YEARS EVEN_YEARS.tsv.zst [N]``. Prints YAML.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import numpy as np
import yaml
from noise_tuning import TuningNoise
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from anlan.base.text import normalise_name
from anlan.entities.keys import exact_key, hash_key
from anlan.entities.registry import SetAside, read_entries
from anlan.entities.resolver import Resolver

FALSE_LINKS = 0.0035
"""Share of unregistered names that the limit may link on the tuning sample, below the 0.5% that is reported."""


def written_forms(resolver: Resolver, other_years: Path, count: int, seed: int) -> list[tuple[str, str]]:
    """Half written forms of registered names with their code, half unregistered names without one."""
    rows = random.Random(seed).sample(range(len(resolver.index)), count)
    noise = TuningNoise([resolver.index.names[row] for row in rows], seed)
    present = [(noise.make(resolver.index.names[row])[1], resolver.index.usccs[row]) for row in rows]
    names = [entry.name for entry in read_entries(other_years, SetAside())]
    chosen = random.Random(seed + 1).sample(names, 2 * count)
    absent = [name for name in chosen if not resolver.index.exact.find(hash_key(exact_key(name)))][:count]
    return present + [(name, "") for name in absent]


def samples(resolver: Resolver, forms: list[tuple[str, str]]) -> tuple[list[dict[str, float]], np.ndarray, np.ndarray]:
    """Differences to the nearest name, whether it is the right one, whether the name is unregistered."""
    names = [normalise_name(written) for written, _ in forms]
    doubtful = [at for at, name in enumerate(names) if resolver._plainly(forms[at][0], name) is None]
    facts, right, absent = [], [], []
    ranked = resolver.spelling.ranked([names[at] for at in doubtful])
    for at, near in zip(doubtful, ranked, strict=True):
        if not near or near[0].edits > 5:
            continue
        facts.append(dict(resolver.spelling.differences(names[at], near)))
        right.append(resolver.index.usccs[near[0].row] == forms[at][1])
        absent.append(not forms[at][1])
    return facts, np.array(right), np.array(absent)


def main() -> None:
    """Fit on one seed, choose the limit on another, print the pack file."""
    resolver, other, count = Resolver.load(Path(sys.argv[1])), Path(sys.argv[2]), int([*sys.argv, "8000"][3])
    facts, right, _ = samples(resolver, written_forms(resolver, other, count, 5))
    columns = list(facts[0])
    table = np.array([list(row.values()) for row in facts])
    scale = StandardScaler().fit(table)
    model = LogisticRegression(C=0.3, max_iter=5000).fit(scale.transform(table), right)
    weights = model.coef_[0] / scale.scale_
    base = float(model.intercept_[0] - (weights * scale.mean_).sum())
    facts, right, absent = samples(resolver, written_forms(resolver, other, count, 6))
    chance = model.predict_proba(scale.transform(np.array([list(row.values()) for row in facts])))[:, 1]
    limit = float(np.sort(chance[absent])[::-1][int(FALSE_LINKS * count)])
    taken = chance > limit
    print(
        f"# accepted right {np.mean(taken[~absent & right]):.4f}, wrong {np.sum(taken & ~absent & ~right)} of "
        f"{np.sum(~absent)}, unregistered {np.sum(taken & absent)} of {count}"
    )
    print(
        yaml.safe_dump(
            {
                "base": round(base, 3),
                "limit": round(limit, 3),
                "weights": {name: round(float(value), 3) for name, value in zip(columns, weights, strict=True)},
            },
            sort_keys=False,
        )
    )


if __name__ == "__main__":
    main()
