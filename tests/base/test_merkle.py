"""Merkle trees: the public vectors, an independent definition, and the oracle pymerkle."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from anlan.base import merkle

VECTORS = Path(os.environ.get("ANLAN_REFERENCE_DATA", Path(__file__).parents[3] / "shared/data")) / "conformance/merkle"


def _decode(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def _vectors(kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    paths = sorted((VECTORS / kind).rglob("*.json"))
    if not paths:
        pytest.skip(f"no Merkle vectors in {VECTORS}")
    for path in paths:
        vector = json.loads(path.read_text(encoding="utf-8"))
        vector["proof"] = [_decode(node) for node in vector["proof"] or []]
        yield str(path.relative_to(VECTORS)), vector


CHECKS: dict[str, Callable[[dict[str, Any]], bool]] = {
    "inclusion": lambda v: merkle.verify_inclusion(
        _decode(v["leafHash"]), v["leafIdx"], v["treeSize"], v["proof"], _decode(v["root"])
    ),
    "consistency": lambda v: merkle.verify_consistency(
        v["size1"], v["size2"], _decode(v["root1"]), _decode(v["root2"]), v["proof"]
    ),
    "subtreeinclusion": lambda v: merkle.verify_subtree_inclusion(
        _decode(v["leafHash"]), v["leafIdx"], v["start"], v["end"], v["proof"], _decode(v["root"])
    ),
    "subtreeconsistency": lambda v: merkle.verify_subtree_consistency(
        v["start"], v["end"], v["size"], _decode(v["root1"]), _decode(v["root2"]), v["proof"]
    ),
}


@pytest.mark.reference
@pytest.mark.parametrize("kind", sorted(CHECKS))
def test_public_vectors(kind: str) -> None:
    wrong = [name for name, vector in _vectors(kind) if CHECKS[kind](vector) is vector["wantErr"]]
    assert wrong == []


def _by_definition(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1, written as there."""
    if not leaves:
        return merkle.sha256(b"")
    if len(leaves) == 1:
        return merkle.leaf_hash(leaves[0])
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return merkle.node_hash(_by_definition(leaves[:k]), _by_definition(leaves[k:]))


def _tree(
    count: int, hash_: merkle.Hash = merkle.sha256
) -> tuple[list[bytes], dict[tuple[int, int], bytes], merkle.CompactTree]:
    entries = [f"entry {number}".encode() for number in range(count)]
    nodes: dict[tuple[int, int], bytes] = {}
    tree = merkle.CompactTree(hash_, lambda level, index, node: nodes.__setitem__((level, index), node))
    for entry in entries:
        tree.append(merkle.leaf_hash(entry, hash_))
    return entries, nodes, tree


@pytest.mark.parametrize("count", range(40))
def test_root_is_that_of_the_definition(count: int) -> None:
    entries, _, tree = _tree(count)
    assert tree.root() == _by_definition(entries)


@given(st.integers(1, 130), st.data())
def test_proofs_hold_and_changed_ones_do_not(size: int, data: st.DataObject) -> None:
    entries, nodes, tree = _tree(size)
    index = data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion_proof(index, size, lambda level, i: nodes[level, i])
    leaf = merkle.leaf_hash(entries[index])
    assert merkle.verify_inclusion(leaf, index, size, proof, tree.root())
    assert not merkle.verify_inclusion(merkle.leaf_hash(b"other"), index, size, proof, tree.root())
    first = data.draw(st.integers(1, size))
    older = merkle.root_of(merkle.leaf_hash(entry) for entry in entries[:first])
    steps = merkle.consistency_proof(first, size, lambda level, i: nodes[level, i])
    assert merkle.verify_consistency(first, size, older, tree.root(), steps)
    assert not merkle.verify_consistency(first, size, merkle.sha256(b"forged"), tree.root(), steps)


def test_root_and_path_agree_with_pymerkle() -> None:
    oracle = InmemoryTree(algorithm="sha256")
    entries, nodes, tree = _tree(57)
    for entry in entries:
        oracle.append_entry(entry)
    assert oracle.get_root() == tree.root()
    for index in range(57):
        theirs = oracle.prove_inclusion(index + 1, 57).serialize()["path"][1:]
        ours = merkle.inclusion_proof(index, 57, lambda level, i: nodes[level, i])
        assert theirs == [node.hex() for node in ours]


def test_sm3_is_the_standards_example() -> None:
    expected = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"  # GB/T 32905-2016, A.1: "abc"
    assert merkle.sm3(b"abc").hex() == expected
    _, nodes, tree = _tree(9, merkle.sm3)
    proof = merkle.inclusion_proof(4, 9, lambda level, i: nodes[level, i], merkle.sm3)
    assert merkle.verify_inclusion(nodes[0, 4], 4, 9, proof, tree.root(), merkle.sm3)
