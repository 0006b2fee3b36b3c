"""The released workspace and its people."""

import sys
from pathlib import Path

# The modules beside this folder are shared with other folders of tests.
sys.path.insert(0, str(Path(__file__).parents[1]))

from control_fixtures import client_of, database, released_workspace

__all__ = ["client_of", "database", "released_workspace"]
