"""Texts as they are written in a formula.

A mark is doubled or has a backslash before it; two backslashes are one; before anything else a
backslash stays, as patterns have it. In r'…' every backslash does.
"""

from __future__ import annotations

import re

from sqlglot import exp

_ESCAPED = re.compile(r"""\\(['"\\])|''""")


def with_plain_texts(tree: exp.Expr, source: str) -> exp.Expr:
    """The parsed tree with every text as it is meant, told from what was written."""
    for node in list(tree.find_all(exp.Literal, exp.RawString)):
        text = _meant(node, source)
        if text is None:
            continue
        plain = exp.Literal.string(text)
        plain.meta.update(node.meta)
        if node is tree:
            return plain
        node.replace(plain)
    return tree


def quoted_text(text: str) -> str:
    """The text as a formula writes it."""
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def _meant(node: exp.Expr, source: str) -> str | None:
    """The text of a node that is one and knows its place."""
    if isinstance(node, exp.RawString):
        return str(node.name)
    if not node.is_string or "start" not in node.meta:
        return None
    written = source[node.meta["start"] + 1 : node.meta["end"]]
    return _ESCAPED.sub(lambda found: found[1] or "'", written)
