"""Binding: which governed data element an item of a source system means, proposed with score and reason."""

from anlan.standards.binding.proposer import ElementProposer, ItemText, Proposal

__all__ = ["ElementProposer", "ItemText", "Proposal"]
