"""Resolved to SQL: one tree per statement, every value a bound parameter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlglot import exp
from sqlglot import parse_one as trusted_sql

from cashstage.query.columns import ColumnReader
from cashstage.query.parameters import Parameters
from cashstage.query.periods import DAY, Days
from cashstage.query.predicates import predicate, within
from cashstage.query.resolved import ResolvedDimension, ResolvedQuery
from cashstage.query.spec import Direction, Grain
from cashstage.schema.column import ColumnType
