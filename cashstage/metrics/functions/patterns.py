"""Regular expressions in RE2's syntax, which takes linear time whatever the pattern.

A pattern is written out in the formula, so that it is bounded and compiled before it runs.
"""

from __future__ import annotations

from cashstage.metrics.functions.signature import TEXT, Argument, Function, Written
from cashstage.metrics.kinds import Kind

_FAMILY = "Patterns"
_TEXT = Argument("text", TEXT)
_PATTERN = Argument("pattern", TEXT, written=Written.PATTERN)
WHOLE_MATCH, FIRST_GROUP = "whole", "group"

PATTERNS = (
    Function(
        "REGEXP_MATCH",
        _FAMILY,
        (_TEXT, _PATTERN),
        Kind.BOOLEAN,
        "regexp_full_match(:text, :pattern)",
        "Whether the whole text fits the pattern.",
        "REGEXP_MATCH(Campaign, '.*brand.*')",
    ),
    Function(
        "REGEXP_CONTAINS",
        _FAMILY,
        (_TEXT, _PATTERN),
        Kind.BOOLEAN,
        "regexp_matches(:text, :pattern)",
        "Whether a part of the text fits the pattern.",
        "REGEXP_CONTAINS(Campaign, 'brand|generic')",
    ),
    Function(
        "REGEXP_EXTRACT",
        _FAMILY,
        (_TEXT, _PATTERN),
        Kind.TEXT,
        {
            WHOLE_MATCH: "list_extract(regexp_extract_all(:text, :pattern, 0), 1)",
            FIRST_GROUP: "list_extract(regexp_extract_all(:text, :pattern, 1), 1)",
        },
        "What fits the part of the pattern in parentheses, in the first place that fits.",
        "REGEXP_EXTRACT(Campaign, '^([A-Z]{2})_')",
    ),
    Function(
        "REGEXP_REPLACE",
        _FAMILY,
        (_TEXT, _PATTERN, Argument("replacement", TEXT, written=Written.REPLACEMENT)),
        Kind.TEXT,
        "regexp_replace(:text, :pattern, :replacement, 'g')",
        r"The text with all that fits replaced; \1 is the first part in parentheses.",
        "REGEXP_REPLACE(Campaign, '[0-9]+', '#')",
    ),
)
