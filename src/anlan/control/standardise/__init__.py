"""Decisions about standardisation: codes that values mean, conversions switched off; applied, taken back, logged."""
