"""Merkle trees after RFC 6962 with a pluggable hash, and the proofs that make a log verifiable offline.

Terms follow RFC 9162: a *leaf hash* is ``H(0x00 || entry)``, a *node* ``H(0x01 || left || right)``; an *inclusion
proof* shows that a leaf is in a tree, a *consistency proof* that a tree only grew. A *subtree* ``[start, end)`` is the
tree over a run of leaves that the full tree contains (its start is a multiple of the power of two its size fits in).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence

Hash = Callable[[bytes], bytes]


def sha256(data: bytes) -> bytes:
    """SHA-256, the default hash of a log. Source: FIPS 180-4."""
    return hashlib.sha256(data).digest()


def sm3(data: bytes) -> bytes:
    """SM3, 256 bits. Source: GB/T 32905-2016."""
    from cryptography.hazmat.primitives import hashes

    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


HASHES: dict[str, Hash] = {"sha256": sha256, "sm3": sm3}


def leaf_hash(entry: bytes, hash_: Hash = sha256) -> bytes:
    """The hash of an entry as a leaf."""
    return hash_(b"\x00" + entry)


def node_hash(left: bytes, right: bytes, hash_: Hash = sha256) -> bytes:
    """The hash of an inner node."""
    return hash_(b"\x01" + left + right)


class CompactTree:
    """The right edge of a growing tree: appends a leaf in O(log n) and knows the root at any moment.

    ``edge`` holds the hashes of the perfect subtrees, largest first; ``on_node(level, index, hash)`` is told of every
    node that becomes final (leaves are level 0), so that a store can keep what proofs need.
    """

    def __init__(self, hash_: Hash = sha256, on_node: Callable[[int, int, bytes], None] | None = None) -> None:
        self._hash = hash_
        self._on_node = on_node
        self.size = 0
        self.edge: list[bytes] = []

    @classmethod
    def resume(
        cls, size: int, edge: Sequence[bytes], hash_: Hash, on_node: Callable[[int, int, bytes], None]
    ) -> CompactTree:
        """A tree of that size whose perfect subtrees have these hashes."""
        tree = cls(hash_, on_node)
        tree.size, tree.edge = size, list(edge)
        return tree

    def append(self, leaf: bytes) -> None:
        """Add a leaf by its leaf hash."""
        index, level, node = self.size, 0, leaf
        self._final(level, index, node)
        while index & 1:
            node = node_hash(self.edge.pop(), node, self._hash)
            index >>= 1
            level += 1
            self._final(level, index, node)
        self.edge.append(node)
        self.size += 1

    def _final(self, level: int, index: int, node: bytes) -> None:
        if self._on_node is not None:
            self._on_node(level, index, node)

    def root(self) -> bytes:
        """The root over all leaves so far; the hash of nothing for an empty tree."""
        if not self.edge:
            return self._hash(b"")
        node = self.edge[-1]
        for left in reversed(self.edge[:-1]):
            node = node_hash(left, node, self._hash)
        return node


def root_of(leaves: Iterable[bytes], hash_: Hash = sha256) -> bytes:
    """The root over leaf hashes."""
    tree = CompactTree(hash_)
    for leaf in leaves:
        tree.append(leaf)
    return tree.root()


NodeAt = Callable[[int, int], bytes]
"""Gives the final node ``(level, index)``: the hash over leaves ``[index << level, (index + 1) << level)``."""


def range_root(start: int, end: int, node_at: NodeAt, hash_: Hash = sha256) -> bytes:
    """The root over leaves ``[start, end)`` of a subtree, from stored final nodes, in O(log n) look-ups."""
    size = end - start
    level = size.bit_length() - 1
    if size == 1 << level:
        return node_at(level, start >> level)
    half = 1 << level
    return node_hash(
        range_root(start, start + half, node_at, hash_), range_root(start + half, end, node_at, hash_), hash_
    )


def _split(size: int) -> int:
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_proof(index: int, size: int, node_at: NodeAt, hash_: Hash = sha256) -> list[bytes]:
    """The audit path of leaf ``index`` in the tree of ``size`` leaves. Source: RFC 6962, 2.1.1."""

    def path(index: int, start: int, end: int) -> list[bytes]:
        if end - start == 1:
            return []
        middle = start + _split(end - start)
        if index < middle:
            return [*path(index, start, middle), range_root(middle, end, node_at, hash_)]
        return [*path(index, middle, end), range_root(start, middle, node_at, hash_)]

    return path(index, 0, size)


def consistency_proof(first: int, second: int, node_at: NodeAt, hash_: Hash = sha256) -> list[bytes]:
    """The proof that the tree of ``second`` leaves extends that of ``first``. Source: RFC 6962, 2.1.2."""

    def path(first: int, start: int, end: int, complete: bool) -> list[bytes]:
        if first == end:
            return [] if complete else [range_root(start, end, node_at, hash_)]
        middle = start + _split(end - start)
        if first <= middle:
            return [*path(first, start, middle, complete), range_root(middle, end, node_at, hash_)]
        return [*path(first, middle, end, False), range_root(start, middle, node_at, hash_)]

    return path(first, 0, second, True) if 0 < first < second else []


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes, hash_: Hash = sha256
) -> bool:
    """Whether the proof shows the leaf at ``index`` under ``root``. Source: RFC 9162, 2.1.3.2."""
    if not 0 <= index < size or len(root) != len(hash_(b"")) or len(leaf) != len(root):
        return False
    position, last, node = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            node = node_hash(sibling, node, hash_)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            node = node_hash(node, sibling, hash_)
        position, last = position >> 1, last >> 1
    return last == 0 and node == root


def verify_consistency(
    first: int, second: int, root1: bytes, root2: bytes, proof: Sequence[bytes], hash_: Hash = sha256
) -> bool:
    """Whether the proof shows that the second tree extends the first. Source: RFC 9162, 2.1.4.2.

    An empty first tree is refused: everything extends it, so a proof for it says nothing.
    """
    return first > 0 and verify_subtree_consistency(0, first, second, root1, root2, proof, hash_)


def is_subtree(start: int, end: int) -> bool:
    """Whether ``[start, end)`` is a run of leaves that a full tree contains as one node."""
    size = end - start
    return 0 <= start < end and start % (1 << (size - 1).bit_length()) == 0


def verify_subtree_inclusion(
    leaf: bytes, index: int, start: int, end: int, proof: Sequence[bytes], root: bytes, hash_: Hash = sha256
) -> bool:
    """Whether the proof shows the leaf at ``index`` of the full tree under the root of the subtree ``[start, end)``."""
    return is_subtree(start, end) and verify_inclusion(leaf, index - start, end - start, proof, root, hash_)


def verify_subtree_consistency(
    start: int, end: int, size: int, subtree_root: bytes, root: bytes, proof: Sequence[bytes], hash_: Hash = sha256
) -> bool:
    """Whether the proof shows that the tree of ``size`` leaves contains the subtree ``[start, end)`` with that root.

    With ``start`` 0 this is the consistency proof of RFC 9162, 2.1.4.2. An empty subtree is in every tree.
    Source: draft-davidben-tls-merkle-tree-certs, 4.4.3.
    """
    if start == end:
        return subtree_root == hash_(b"") and not proof
    if not is_subtree(start, end) or end > size:
        return False
    first, last, top = start, end - 1, size - 1
    if last == top:
        while first != last:
            first, last, top = first >> 1, last >> 1, top >> 1
    else:
        while first != last and last & 1:
            first, last, top = first >> 1, last >> 1, top >> 1
    rest = list(proof)
    if first == last:
        inner = outer = subtree_root
    elif rest:
        inner = outer = rest.pop(0)
    else:
        return False
    for sibling in rest:
        if top == 0:
            return False
        if last & 1 or last == top:
            if first < last:
                inner = node_hash(sibling, inner, hash_)
            outer = node_hash(sibling, outer, hash_)
            while not last & 1:
                first, last, top = first >> 1, last >> 1, top >> 1
        else:
            outer = node_hash(outer, sibling, hash_)
        first, last, top = first >> 1, last >> 1, top >> 1
    return top == 0 and inner == subtree_root and outer == root
