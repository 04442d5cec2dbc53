"""One value or another, and what stands for a missing one. CASE is part of the grammar."""

from __future__ import annotations

from cashstage.metrics.functions.signature import ANY, BOOLEAN, Argument, Function

_FAMILY = "Choice"

CHOICES = (
    Function(
        "IF",
        _FAMILY,
        (
            Argument("condition", BOOLEAN),
            Argument("value", ANY, joins=True),
            Argument("otherwise", ANY, joins=True, default="NULL"),
        ),
        None,
        "CASE WHEN :condition THEN :value ELSE :otherwise END",
        "One value where the condition holds, another (or none) where it does not.",
        "IF(Channel = 'Email', Cost, 0)",
        whole=None,
    ),
    Function(
        "IFNULL",
        _FAMILY,
        (Argument("value", ANY, joins=True), Argument("instead", ANY, joins=True)),
        None,
        "COALESCE(:value, :instead)",
        "The value, or something else where it is missing.",
        "IFNULL(Cost, 0)",
        whole=None,
    ),
    Function(
        "NULLIF",
        _FAMILY,
        (Argument("value", ANY, joins=True), Argument("unwanted", ANY, joins=True)),
        None,
        "NULLIF(:value, :unwanted)",
        "The value, but nothing where it equals the other.",
        "NULLIF(Channel, '(not set)')",
        whole=None,
    ),
    Function(
        "COALESCE",
        _FAMILY,
        (Argument("value", ANY, joins=True, repeated=True),),
        None,
        "COALESCE(:value)",
        "The first of the values that is not missing.",
        "COALESCE(Campaign, Channel, 'none')",
        whole=None,
    ),
)
