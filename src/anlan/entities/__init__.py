"""Employers: names to unified social credit codes with evidence, mentions in text, and links of core tables."""
