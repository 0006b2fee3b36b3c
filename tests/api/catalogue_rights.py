"""Who may use each address of the catalogue and the approval inbox; the matrix of permissions holds them."""

from __future__ import annotations

from anlan.control.access import ROLES, Permission, roles_granting

READERS = {role.name for role in roles_granting(Permission.CATALOGUE_READ)}
KEEPERS = {"data_admin"}
EVERYONE = set(ROLES)
ENTRY = "/catalogue/entries/310101-999999"
CATALOGUE_RIGHTS = [
    ("get", "/catalogue/tree", READERS),
    ("get", "/catalogue/entries", READERS),
    ("get", "/catalogue/search?q=a", READERS),
    ("get", "/catalogue/vocabulary", READERS),
    ("get", ENTRY, READERS),
    ("get", f"{ENTRY}/versions", READERS),
    ("get", f"{ENTRY}/lineage", READERS),
    ("get", f"{ENTRY}/quality", READERS),
    ("put", f"{ENTRY}/subscription", READERS),
    ("delete", f"{ENTRY}/subscription", READERS),
    ("get", "/catalogue/notices", READERS),
    ("post", "/catalogue/notices/read", READERS),
    ("get", "/catalogue/mounts", READERS),
    ("get", "/catalogue/truth", READERS),
    ("get", "/catalogue/duties", READERS),
    ("get", "/catalogue/export?format=json", READERS),
    ("get", "/catalogue/log", READERS),
    ("get", "/catalogue/log/0", READERS),
    ("get", "/catalogue/log/export", READERS),
    ("get", "/catalogue/drafts", KEEPERS),
    ("post", "/catalogue/drafts", KEEPERS),
    ("get", "/catalogue/drafts/999", KEEPERS),
    ("put", "/catalogue/drafts/999", KEEPERS),
    ("delete", "/catalogue/drafts/999", KEEPERS),
    ("post", "/catalogue/drafts/999/submit", KEEPERS),
    ("post", f"{ENTRY}/draft", KEEPERS),
    ("post", "/catalogue/import", KEEPERS),
    ("post", "/catalogue/contracts", KEEPERS),
    ("post", "/catalogue/duties", KEEPERS),
    ("post", f"{ENTRY}/withdraw", KEEPERS),
    ("get", "/catalogue/authorisations", READERS),
    ("post", "/catalogue/authorisations", READERS),
    ("post", "/catalogue/authorisations/A999999/revoke", KEEPERS),
    ("get", "/approvals", EVERYONE),
    ("get", "/approvals/entry/999", KEEPERS),
    ("post", "/approvals/entry/approve", KEEPERS),
    ("post", "/approvals/entry/999/refuse", KEEPERS),
    ("post", "/approvals/authorisation/approve", KEEPERS),
    ("post", "/approvals/authorisation/999/refuse", KEEPERS),
]
CATALOGUE_BODIES = {
    "/catalogue/authorisations": {
        "resource_code": "310101/999999",
        "department": "就业处",
        "purpose": "核验",
        "until": "2027-12-31",
    },
    "/catalogue/authorisations/A999999/revoke": {"reason": "用途已完成"},
    "/approvals/authorisation/approve": {"numbers": [999]},
    "/approvals/authorisation/999/refuse": {"reason": "条件不符"},
    "/approvals/entry/approve": {"numbers": [999]},
    "/approvals/entry/999/refuse": {"reason": "责任方有误"},
}
