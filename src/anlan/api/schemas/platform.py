"""The figures of the platform's overview."""

from __future__ import annotations

from datetime import date

from ninja import Schema
from pydantic import Field


class PlatformOverview(Schema):
    """Every figure by its key, as of a business day."""

    day: date
    figures: dict[str, float | None] = Field(description="没有可数的东西时为空，不是 0")
