"""The pool: layered Delta tables, releases, load packages, the archive of raw bytes and the serving copy."""
