"""News, social posts and notices become typed events with evidence."""

from anlan.signals.articles import Reading, Statement, read_articles
from anlan.signals.corrections import (
    Correction,
    CorrectionKind,
    Corrections,
    CorrectionStore,
    MemoryCorrections,
    Outcome,
    training_material,
)
from anlan.signals.detector import Category, Detection, Detector
from anlan.signals.events import Events, build_events, unlinked
from anlan.signals.linking import Mention, MentionFinder, PatternMentionFinder, PlainMention

__all__ = [
    "Category",
    "Correction",
    "CorrectionKind",
    "CorrectionStore",
    "Corrections",
    "Detection",
    "Detector",
    "Events",
    "MemoryCorrections",
    "Mention",
    "MentionFinder",
    "Outcome",
    "PatternMentionFinder",
    "PlainMention",
    "Reading",
    "Statement",
    "build_events",
    "read_articles",
    "training_material",
    "unlinked",
]
