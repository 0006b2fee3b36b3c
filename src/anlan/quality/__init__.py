"""Data quality: rules as data, derived from the standards; one pass over a table; findings, measures and scores."""
