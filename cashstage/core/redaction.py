"""What a credential looks like, so that none reaches a log."""

from __future__ import annotations

import re

REDACTED = "[redacted]"
SECRET_NAME = re.compile(
    r"(password|passwd|secret|token|authorization|cookie|api_?key|dsn|credential)s?$", re.IGNORECASE
)
"""Matches the end of a field name whose value is a secret whatever it looks like."""

_SECRET_SHAPES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?i)\b((?:set-)?cookie\b[\"']?\s*[:=])[^\r\n]+"), rf"\1 {REDACTED}"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}"), rf"\1 {REDACTED}"),
    (re.compile(r"(://[^\s:/@]*:)[^\s@/]+@"), rf"\1{REDACTED}@"),
    (re.compile(r"(/api/auth/link/)[\w-]+"), rf"\1{REDACTED}"),
    (
        re.compile(
            r"(?i)\b((?:access_|refresh_|id_)?token|client_secret|code|code_verifier|password)"
            r"=[^\s&\"']+"
        ),
        rf"\1={REDACTED}",
    ),
    (re.compile(r"\bya29\.[\w.-]+"), REDACTED),
    (re.compile(r"(?<![\w/:])1//[\w-]{8,}"), REDACTED),
    (re.compile(r"\bGOCSPX-[\w-]+"), REDACTED),
    (re.compile(r"\bcs_[\w-]{20,}"), REDACTED),
    (re.compile(r"((?:__Host-)?\bsid=)[^\s;\"']+"), rf"\1{REDACTED}"),
)


def redact(text: str) -> str:
    """The text with everything that looks like a credential replaced."""
    for shape, replacement in _SECRET_SHAPES:
        text = shape.sub(replacement, text)
    return text
