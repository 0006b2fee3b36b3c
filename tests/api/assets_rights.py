"""Who may do what with data assets."""

from __future__ import annotations

READERS = {"data_admin", "analyst", "auditor"}
KEEPERS = {"data_admin"}
ASSETS_RIGHTS = [
    ("get", "/assets/models", READERS),
    ("get", "/assets/models/core_hotline__ticket", READERS),
    ("get", "/assets/grades", READERS),
    ("post", "/assets/grades", KEEPERS),
    ("get", "/assets/lifecycle", READERS),
    ("post", "/assets/destructions/plan", KEEPERS),
    ("post", "/assets/destructions", KEEPERS),
    ("get", "/assets/destructions/999", READERS),
    ("post", "/assets/destructions/999/run", KEEPERS),
    ("post", "/assets/destructions/999/receipt", KEEPERS),
    ("get", "/assets/destructions/999/package", KEEPERS),
    ("get", "/assets/destructions/999/certificate", READERS),
    ("get", "/assets/destructions/999/certificate/pdf", READERS),
]
