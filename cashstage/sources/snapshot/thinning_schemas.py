"""How long a data source's history is kept, as callers see and set it."""

from __future__ import annotations

import itertools
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

MAX_AGE_DAYS = 36_500

Age = Annotated[int | None, Field(ge=1, le=MAX_AGE_DAYS)]


class RetentionRule(BaseModel):
    """Ages in days from which the last snapshot of each day, week or month is enough.

    Null, or leaving one out, means never; without any, every snapshot is kept. Days, weeks and
    months are those of the organization.
    """

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    daily_after_days: Age = None
    weekly_after_days: Age = None
    monthly_after_days: Age = None

    @model_validator(mode="after")
    def _coarser_with_age(self) -> RetentionRule:
        ages = (self.daily_after_days, self.weekly_after_days, self.monthly_after_days)
        given = [age for age in ages if age is not None]
        if any(younger >= older for younger, older in itertools.pairwise(given)):
            raise ValueError("one a week begins later than one a day, and one a month last of all")
        return self


class RetentionRead(RetentionRule):
    """The rule of a data source; `version` is the data source's."""

    version: int


class TimelinePart(BaseModel):
    """A stretch of the history: from when, and how many snapshots in it stay and go."""

    start: datetime
    kept: int
    removed: int


class RetentionPreview(BaseModel):
    """What a rule would do now; nothing is changed.

    `bytes_freed` counts objects that nothing else points to, each once. `removed` lists the first
    of the moments that would go, oldest first; `timeline` cuts the history into equal parts.
    """

    snapshots_kept: int
    snapshots_removed: int
    bytes_freed: int
    oldest_removed: datetime | None
    newest_removed: datetime | None
    removed: list[datetime]
    timeline: list[TimelinePart]
