"""Reconciliation: what a source holds against what the pool holds, by counts, sums and keyed hashes."""
