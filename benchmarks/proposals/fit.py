"""Fit the weights of the proposer on the fitting half of the reference items and write them into the pack.

Usage: .venv/bin/python benchmarks/proposals/fit.py HRSS_ITEMS.csv
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import numpy as np
from items import FOLDS, WAYS, codes_shown, read_truth
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from anlan.standards.binding import ElementProposer
from anlan.standards.binding.features import FEATURES
from anlan.standards.binding.proposer import WEIGHTS_FILE, Weights
from anlan.standards.objects import load_objects

DAY = date(2026, 11, 22)


def main() -> None:
    """Fit and write."""
    truths = [truth for truth in read_truth(Path(sys.argv[1])) if truth.fold < FOLDS // 2]
    registry = load_objects()
    codes = {e.identifier: str(e.body.get("code", "")) for e in registry.of_kind("data_element", DAY)}
    rows, right, share = [], [], []
    for fold in range(FOLDS // 2):
        mine = [truth for truth in truths if truth.fold == fold]
        held = frozenset(
            (element, truth.name) for truth in mine for element, code in codes.items() if code == truth.code
        )
        proposer = ElementProposer.of(registry, DAY, without=held, weights=Weights(0.0, {}))
        for items in [*([way(truth) for truth in mine] for way in WAYS.values()), codes_shown(mine)]:
            for truth, (_, numbers, found) in zip(mine, proposer.weighed(items), strict=True):
                hits = [proposer.elements[n].code == truth.code for n in numbers]
                if any(hits):
                    rows.append(found)
                    right += hits
                    share += [1.0 / len(hits)] * len(hits)
    values = np.vstack(rows)
    scaler = StandardScaler().fit(values)
    model = LogisticRegression(C=1.0, max_iter=2000)
    model.fit(scaler.transform(values), np.array(right), sample_weight=np.array(share) * len(share) / len(rows))
    weights = model.coef_[0] / scaler.scale_
    intercept = float(model.intercept_[0] - (weights * scaler.mean_).sum())
    fitted = {name: round(float(weight), 5) for name, weight in zip(FEATURES, weights, strict=True)}
    # The reference has one wording a code, so that nothing can be fitted for a second one: it counts as the first.
    fitted["wording_same"] = fitted["name_same"]
    body = {
        "note": "Written by benchmarks/proposals/fit.py from the fitting half of the reference items.",
        "intercept": round(intercept, 5),
        "weights": fitted,
    }
    WEIGHTS_FILE.write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(body, indent=1))


if __name__ == "__main__":
    main()
