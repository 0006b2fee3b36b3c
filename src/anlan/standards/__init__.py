"""Standards: core tables, code sets and what else is declared once, as one immutable registry."""
