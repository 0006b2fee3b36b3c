"""Who may do what with tags of employers."""

from __future__ import annotations

from released import REDDEST

_EMPLOYERS = {"analyst", "handler", "leader"}
TAGS_RIGHTS = [
    ("get", "/tags", {"data_admin", *_EMPLOYERS}),
    ("get", "/tags/complaint_heat/employers", _EMPLOYERS),
    ("get", "/tags/complaint_heat/export", _EMPLOYERS),
    ("get", f"/tags/complaint_heat/employers/{REDDEST}", _EMPLOYERS),
    ("post", "/tags/complaint_heat/preview", {"data_admin", "analyst", "auditor"}),
    ("get", f"/employers/{REDDEST}/tags", _EMPLOYERS),
]
