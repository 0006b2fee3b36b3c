"""The WSGI application that ``anlan serve`` runs; the workspace is named by the environment."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.handlers.wsgi import WSGIHandler

from anlan.base.settings import open_workspace
from anlan.control.settings import configure

configure(open_workspace(Path(os.environ["ANLAN_WORKSPACE"])))
application = WSGIHandler()
