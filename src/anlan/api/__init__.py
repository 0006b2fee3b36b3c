"""The HTTP interface of the console: thin endpoints over ``control`` and the published tables."""
