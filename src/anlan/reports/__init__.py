"""Reports: one context of plain values, written as Word, PDF and Excel; the same release gives the same bytes."""
