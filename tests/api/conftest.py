"""The released workspace and its people."""

from tests.control_fixtures import client_of, database, released_workspace

__all__ = ["client_of", "database", "released_workspace"]
