"""People, rights, runs, incidents and audit on Django; the only floor that knows Django besides ``api`` and ``cli``."""
