"""What Tailwind may say: the names of our tokens and nothing else.

Values live in `assets/tokens.css`; a white-label theme replaces them there and changes no rule.
"""

from __future__ import annotations

from reflex_base.plugins.shared_tailwind import TailwindConfig

FONT = "/fonts/inter-5.3.0-latin.woff2"
"""Needed for the first word on every page; its name holds its version, so it is kept for ever."""

STYLESHEETS = [
    f"/{name}.css"
    for name in (
        "fonts",
        "tokens",
        "base",
        "kit",
        "shell",
        "charts",
        "numbers",
        "dashboard",
        "sources",
        "source",
        "schedule",
        "profile",
        "formula",
        "history",
        "jobs",
        "notices",
        "connections",
        "metrics",
        "retention",
        "blends",
    )
]
"""In this order, after Tailwind's own."""

COLORS = {
    name: f"var(--{token})"
    for name, token in {
        "paper": "paper",
        "surface": "surface",
        "raised": "raised",
        "sunken": "sunken",
        "ink": "ink",
        "muted": "ink-muted",
        "hairline": "hairline",
        "line": "line",
        "accent": "accent-text",
        "accent-soft": "accent-soft",
        "good": "good",
        "bad": "bad",
        "warn": "warn",
        "info": "info",
    }.items()
}

TEXT_SIZES = (12, 13, 14, 16, 20, 28, 40)
"""Pixels; the class is `text-14`."""

TAILWIND: TailwindConfig = {
    "theme": {
        "colors": {
            "transparent": "transparent",
            "current": "currentColor",
            **COLORS,
        },
        "fontSize": {str(size): f"{size / 16}rem" for size in TEXT_SIZES},
        "fontWeight": {"normal": "400", "medium": "500", "semibold": "600"},
        "borderRadius": {"small": "var(--radius-small)", "card": "var(--radius)", "full": "999px"},
        "boxShadow": {"float": "var(--shadow-float)"},
        "fontFamily": {"sans": "var(--font-sans)", "mono": "var(--font-mono)"},
    },
    "plugins": [],
}
