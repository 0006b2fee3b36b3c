"""Errors, clock, identifiers, Chinese text and settings; imports no other floor."""
