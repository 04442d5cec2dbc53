"""Reflex's own configuration; everything a person may change is a setting of the product."""

import reflex as rx
from reflex.constants import StateManagerMode

from cashstage.core.settings import get_settings
from cashstage.ui.theme import TAILWIND

_settings = get_settings()
_WEEK = 7 * 24 * 3600

config = rx.Config(
    app_name="cashstage",
    telemetry_enabled=False,
    show_built_with_reflex=False,
    cors_allowed_origins=list(_settings.allowed_origins),
    redis_url=_settings.redis_url.get_secret_value() if _settings.redis_url else None,
    # A page left open over a weekend must not lose what it shows.
    redis_token_expiration=_WEEK,
    state_manager_mode=(StateManagerMode.REDIS if _settings.redis_url else StateManagerMode.MEMORY),
    plugins=[rx.plugins.TailwindV4Plugin(TAILWIND)],
    disable_plugins=[rx.plugins.SitemapPlugin],
)
