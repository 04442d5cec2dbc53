"""Marketing metrics known by name, written over semantic types instead of columns.

Every ratio is two sums divided last, so that rows, totals and comparisons agree.
"""

from __future__ import annotations

from cashstage.metrics.catalog.advertising import ADVERTISING
from cashstage.metrics.catalog.audience import AUDIENCE
from cashstage.metrics.catalog.commerce import COMMERCE
from cashstage.metrics.catalog.definition import UNITS, MetricDefinition
from cashstage.metrics.catalog.sums import SUMS

__all__ = ["CATALOG", "UNITS", "MetricDefinition"]

CATALOG: dict[str, MetricDefinition] = {
    each.name: each for each in (*SUMS, *ADVERTISING, *COMMERCE, *AUDIENCE)
}
