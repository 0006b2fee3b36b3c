"""Which published tables the serving copy holds, and by what they are looked up.

``out_risk__indicator_week`` stays in the pool: it is five times all the others together and asked for one employer at a
time, which DuckDB answers from the release in a tenth of a second.
"""

from __future__ import annotations

from anlan.pool.serving import ServingTable

SERVED = (
    ServingTable("out_risk__week", (("week",),)),
    # The first two carry the counts of all weeks and the order of the list without touching the wide rows.
    ServingTable(
        "out_risk__alert",
        (("week", "change", "level", "district_code"), ("week", "level", "score", "uscc"), ("uscc", "week")),
    ),
    ServingTable("out_risk__employer_week", (("uscc", "week"),)),
    ServingTable("out_risk__evidence", (("uscc", "week"), ("evidence_id",))),
    ServingTable("out_risk__source_week", (("week",),)),
    ServingTable("out_risk__employer_tag", (("uscc",), ("tag_code",))),
    ServingTable("core_signal__article", (("article_id",), ("group_id",))),
    ServingTable("core_signal__event", (("event_id",), ("uscc",), ("known_at",))),
    ServingTable("core_signal__event_article", (("event_id",), ("group_id",))),
    ServingTable("core_entity__employer_link", (("uscc",), ("employer_key",))),
    ServingTable("core_social__employer", (("uscc",),)),
    ServingTable("core_labour__credit_grade", (("employer_key",),)),
    ServingTable("core_registry__enterprise", (("uscc",), ("name", "uscc"))),
    ServingTable("core_registry__change", (("employer_key",),)),
    ServingTable("core_registry__holding", (("uscc",), ("holder_uscc",))),
    ServingTable("core_registry__listing", (("employer_key",),)),
    ServingTable("core_court__bankruptcy", (("employer_key",),)),
    ServingTable("core_court__enforcement", (("employer_key",),)),
    ServingTable("core_court__hearing", (("employer_key",),)),
    ServingTable("core_tax__arrears", (("employer_key",),)),
    ServingTable("raw_quality__set_aside", (("source_system", "load_id"),)),
)
