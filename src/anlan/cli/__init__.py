"""The command line: one noun, one verb; thin over the floors below."""
