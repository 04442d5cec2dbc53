"""Last words of headers that tell what values are, where the name itself is not known."""

from __future__ import annotations

PERIODS = frozenset(
    {"year", "quarter", "month", "week", "weekday", "hour", "jahr", "monat", "woche", "stunde"}
    | {"annee", "trimestre", "mois", "semaine", "heure", "ano", "mes", "semana", "hora"}
    | {"anno", "mese", "settimana", "ora", "jaar", "kwartaal", "maand", "uur", "quartal"}
)
"""Last words of headers whose numbers name a period; they are grouped by, never summed."""

IDENTIFYING = frozenset(
    {"id", "ids", "code", "zip", "postcode", "plz", "phone", "sku", "ean", "gtin", "uuid", "guid"}
)
"""Last words of headers whose numbers name a thing."""
