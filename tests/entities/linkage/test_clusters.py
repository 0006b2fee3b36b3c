"""Clusters: strongest first, proofs and judgements respected, implied pairs complete."""

from __future__ import annotations

from anlan.entities.linkage.clusters import Proof, cluster, implied_pairs


def test_a_proven_difference_keeps_twins_apart() -> None:
    links = [(0, 1, 0.99), (2, 3, 0.98), (1, 2, 0.8)]
    found = cluster(4, links, [Proof({0: "A", 3: "B"})])
    assert found.root[0] == found.root[1] != found.root[2] == found.root[3]
    assert found.refused == [(1, 2, 0.8)]


def test_a_typing_error_in_a_number_proves_nothing() -> None:
    tolerant = [Proof({0: "330102198001010012", 1: "330102198001010021", 2: "110101197505053344"}, tolerance=2)]
    found = cluster(3, [(0, 1, 0.9), (1, 2, 0.8)], tolerant)
    assert found.root[0] == found.root[1] != found.root[2]


def test_a_person_may_join_what_numbers_keep_apart() -> None:
    found = cluster(2, [], [Proof({0: "A", 1: "B"})], same=[(0, 1)])
    assert found.root[0] == found.root[1]


def test_judged_strangers_stay_strangers_through_third_records() -> None:
    links = [(0, 2, 0.99), (1, 3, 0.98), (2, 3, 0.97)]
    found = cluster(4, links, different=[(0, 1)])
    assert found.root[0] == found.root[2] != found.root[1] == found.root[3]


def test_a_cluster_stops_growing_at_its_limit() -> None:
    found = cluster(5, [(0, at, 0.9) for at in range(1, 5)], limit=3)
    assert max(len(group) for group in found.groups().values()) == 3


def test_implied_pairs_carry_the_weakest_link_between() -> None:
    found = cluster(5, [(0, 1, 0.9), (2, 3, 0.8), (1, 2, 0.6)])
    assert sorted(implied_pairs(found)) == [
        (0, 1, 0.9),
        (0, 2, 0.6),
        (0, 3, 0.6),
        (1, 2, 0.6),
        (1, 3, 0.6),
        (2, 3, 0.8),
    ]
