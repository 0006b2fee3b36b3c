"""Builds the model that comes with Anlan from the project's own corpus; the same corpus gives the same bytes.

python benchmarks/signals/train_default.py
"""

from __future__ import annotations

from pathlib import Path

from anlan.signals.labelled import read_labelled
from anlan.signals.pack_reader import default_pack
from anlan.signals.training import fit, prepare
from anlan.signals.unprompted import with_unprompted

HERE = Path(__file__).parent
OUT = HERE.parents[1] / "src/anlan/signals/pack/default_model.npz"
STRENGTH = 3.0


def main() -> None:
    """Train on the training part and write the model."""
    rows = read_labelled(HERE / "corpus/train.jsonl")
    about = {"corpus": "benchmarks/signals/corpus/train.jsonl", "texts": len(rows), "licence": "Apache-2.0"}
    prepared = prepare(rows, default_pack().without_hints())
    model = fit(prepared, gated=True, strength=STRENGTH, about=about)
    with_unprompted(model, rows, prepared).save(OUT)
    print(f"{OUT.name}: {len(rows)} texts, {OUT.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
