"""Lineage down to columns: from the items of the sources to the weekly report, and back."""
