"""SQL in one dialect (DuckDB's), written as named steps and run in the order of their references."""
