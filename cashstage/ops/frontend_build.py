"""Runs as a process of its own (`python -m cashstage.ops.frontend_build`): one frontend build.

`reflex export` by hand, for two reasons: its first run would edit .gitignore and look for new
versions of itself, and its bundle would contact the port it was built for. Ours is one origin.
"""

from __future__ import annotations

from pathlib import Path

from reflex.utils import export, prerequisites

from cashstage.core.errors import ConfigurationError

ANY_ORIGIN = "http://localhost:3000"
"""What is built in; the bundle replaces the host "localhost" by the one of the page."""

_HOST = "endpoint.hostname = frontend_hostname;"
_HOST_AND_PORT = f"{_HOST} endpoint.port = window.location.port;"
_DEFAULT_PORT = 'endpoint.port = ""; // Assume websocket is on https port via load balancer.'


def main() -> None:
    """Compiles the pages and bundles them into `.web/build/client`."""
    if prerequisites.needs_reinit():
        prerequisites.initialize_reflex_user_directory()  # type: ignore[no-untyped-call]
        prerequisites.initialize_frontend_dependencies()  # type: ignore[no-untyped-call]
    follow_page_origin(prerequisites.get_web_dir() / "utils" / "state.js")
    export.export(zipping=False, backend=False, api_url=ANY_ORIGIN)


def follow_page_origin(script: Path) -> None:
    """Makes the bundle open its websocket on host and port of the page, also behind a proxy."""
    text = script.read_text(encoding="utf-8")
    if _HOST_AND_PORT in text:
        return
    if _HOST not in text or _DEFAULT_PORT not in text:
        raise ConfigurationError(
            f"{script.name} of this Reflex version is not the one that was adapted.",
            next_step="Install the pinned versions of requirements.txt.",
        )
    text = text.replace(_HOST, _HOST_AND_PORT).replace(_DEFAULT_PORT, "")
    script.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
