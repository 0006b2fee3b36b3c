"""What harvested items mean: the governed elements proposed for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from anlan.collection.harvest.items import HarvestedItem
from anlan.standards.binding import ElementProposer, ItemText, Proposal


def item_text(item: HarvestedItem, values: tuple[str, ...] = ()) -> ItemText:
    """What the proposer sees of an item; ``values`` are codes or labels seen in its data."""
    return ItemText(
        system=item.system,
        table=item.table,
        table_comment=item.table_comment,
        column=item.column,
        column_comment=item.column_comment,
        type=item.type,
        length=item.length,
        values=values,
    )


def meanings(
    items: Sequence[HarvestedItem],
    proposer: ElementProposer,
    limit: int = 5,
    refused: Mapping[str, frozenset[str]] | None = None,
    values: Mapping[str, tuple[str, ...]] | None = None,
) -> list[list[Proposal]]:
    """The elements proposed for each item, best first; ``refused`` and ``values`` are by the item's place."""
    texts = [item_text(item, (values or {}).get(item.place, ())) for item in items]
    banned = {
        text: (refused or {})[item.place]
        for item, text in zip(items, texts, strict=True)
        if item.place in (refused or {})
    }
    return proposer.propose(texts, limit, banned)
