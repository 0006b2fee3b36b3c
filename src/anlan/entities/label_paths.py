"""The best sequence of labels (outside, begin, inside) over scored characters, for one piece or for many at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from anlan.entities.columns import Array

LABELS = 3
OUTSIDE, BEGIN, INSIDE = range(LABELS)
_IMPOSSIBLE = -1e9
_TOGETHER = 200
"""Pieces up to so many characters are decided side by side, longer ones alone."""

Moves = list[list[float]]


def best_labels(scores: list[list[float]], moves: Moves) -> list[int]:
    """The sequence of labels with the highest sum of scores and moves between neighbours (inside follows begin)."""
    from_begin_in, from_in_in = moves[BEGIN][INSIDE], moves[INSIDE][INSIDE]
    to_out, to_begin = [move[OUTSIDE] for move in moves], [move[BEGIN] for move in moves]
    out, begin, inside = scores[0][OUTSIDE], scores[0][BEGIN], _IMPOSSIBLE
    back: list[tuple[int, int, int]] = []
    for score in scores[1:]:
        a, b, c = out + to_out[0], begin + to_out[1], inside + to_out[2]
        best_out, came_out = (a, 0) if a >= b and a >= c else (b, 1) if b >= c else (c, 2)
        a, b, c = out + to_begin[0], begin + to_begin[1], inside + to_begin[2]
        best_begin, came_begin = (a, 0) if a >= b and a >= c else (b, 1) if b >= c else (c, 2)
        b, c = begin + from_begin_in, inside + from_in_in
        best_in, came_in = (b, 1) if b >= c else (c, 2)
        out, begin, inside = best_out + score[0], best_begin + score[1], best_in + score[2]
        back.append((came_out, came_begin, came_in))
    final = [out, begin, inside]
    label = final.index(max(final))
    labels = [label]
    for came in reversed(back):
        label = came[label]
        labels.append(label)
    return labels[::-1]


def best_labels_many(leads: Sequence[Array], moves: Moves) -> Iterator[list[int]]:
    """The best labels of each piece, in order; ``leads`` are begin's and inside's scores, outside's being nought."""
    short = [number for number, piece in enumerate(leads) if len(piece) <= _TOGETHER]
    answers = dict(zip(short, _side_by_side([leads[number] for number in short], moves), strict=True))
    for number, piece in enumerate(leads):
        yield answers[number] if number in answers else best_labels([[0.0, *pair] for pair in piece.tolist()], moves)


def _side_by_side(pieces: Sequence[Array], moves: Moves) -> list[list[int]]:
    if not pieces:
        return []
    lengths = np.fromiter(map(len, pieces), np.int64, len(pieces))
    # The longest first, so that those still going on are always the first ones.
    order = np.argsort(-lengths, kind="stable")
    scores = np.zeros((int(lengths.max()), len(pieces), 2))
    for place, number in enumerate(order.tolist()):
        scores[: lengths[number], place] = pieces[number]
    active = np.searchsorted(-lengths[order], -np.arange(len(scores)), side="left").tolist()
    labels = _walk(scores, active, np.array(moves))
    found: list[list[int]] = [[] for _ in pieces]
    for place, number in enumerate(order.tolist()):
        found[number] = labels[: lengths[number], place].tolist()
    return found


def _walk(scores: Array, active: list[int], moves: Array) -> Array:
    """Labels by character and piece; ``active`` tells how many pieces have a character at each place."""
    steps, pieces = scores.shape[:2]
    best = np.stack((np.zeros(pieces), scores[0, :, 0], np.full(pieces, _IMPOSSIBLE)))
    came = np.zeros((steps, LABELS, pieces), np.int8)
    # Inside never follows outside.
    moves[OUTSIDE, INSIDE] = -np.inf
    for step in range(1, steps):
        count = active[step]
        candidates = best[:, None, :count] + moves[:, :, None]
        came[step, :, :count] = candidates.argmax(axis=0)
        best[:, :count] = candidates.max(axis=0)
        best[1:, :count] += scores[step, :count].T
    labels = np.zeros((steps, pieces), np.int8)
    label = best.argmax(axis=0)
    for step in range(steps - 1, -1, -1):
        count = active[step]
        labels[step, :count] = label[:count]
        label[:count] = came[step, label[:count], np.arange(count)]
    return labels
