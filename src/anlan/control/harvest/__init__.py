"""Harvests kept: items of each system and day, what changed, proposals of elements and what people decided."""
