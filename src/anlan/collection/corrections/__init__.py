"""Corrections of standardisation: what changed a value, on whose word, how often, and how it is taken back."""
