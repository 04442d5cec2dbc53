"""`python -m cashstage.emulator --port 3001 --home .cashstage --demo`: the emulator alone.

The OAuth client, the redirect address and the base URL come from the settings that the product
itself reads: GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET, APP_URL, GOOGLE_API_ENDPOINT.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from cashstage.core.errors import CashstageError, ConfigurationError
from cashstage.core.settings import Settings, load_settings
from cashstage.emulator.app import open_state
from cashstage.emulator.server import require_free, serve_until_stopped
from cashstage.emulator.state import OAuthClient


def main(arguments: list[str] | None = None) -> int:
    """Serves until stopped; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m cashstage.emulator", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=3001)
    parser.add_argument("--home", type=Path, help="state folder, CASHSTAGE_HOME by default")
    parser.add_argument("--demo", action="store_true", help="make or complete the demo sheets")
    parser.add_argument(
        "--resolve",
        action="append",
        default=[],
        metavar="HOST=URL",
        help="where a public host is told of changes, such as dash.example.com=http://127.0.0.1:3000",
    )
    options = parser.parse_args(arguments)
    try:
        settings = load_settings()
        client = _client_of(settings)
        require_free(options.port)
        home = options.home or settings.cashstage_home
        base_url = settings.google_api_endpoint or f"http://localhost:{options.port}"
        state = open_state(home / "google-emulator", base_url, client, demo=options.demo)
        for place in options.resolve:
            host, _, address = place.partition("=")
            state.channels.courier.hosts[host] = address
    except CashstageError as error:
        sys.stderr.write(f"{error.sentence}\n")
        return 1
    asyncio.run(serve_until_stopped(state, options.host, options.port))
    return 0


def _client_of(settings: Settings) -> OAuthClient:
    if settings.production:
        raise ConfigurationError(
            "The Google emulator does not run in production.",
            next_step="Set GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET to a client of Google's own.",
        )
    return OAuthClient(
        client_id=settings.require("google_client_id"),
        client_secret=settings.require("google_client_secret"),
        redirect_uris=(settings.google_redirect_uri,),
    )


if __name__ == "__main__":
    sys.exit(main())
