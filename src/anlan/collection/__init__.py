"""Collection: source contracts, connectors, loads, standardisation onto the core tables, health of the sources."""
