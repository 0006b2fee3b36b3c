"""Profiles: what the columns of a table really hold."""
