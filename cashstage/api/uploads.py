"""Uploaded files on their way to a bounded temporary file; memory holds one block at a time."""

from __future__ import annotations

import re
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import Request, UploadFile
from fastapi.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from cashstage.api.deps import get_principal
from cashstage.api.errors import error_response
from cashstage.core.errors import PayloadTooLarge, Unauthenticated
from cashstage.models.platform import Platform

UPLOADS = re.compile(r"/api/v1/data-sources/([^/]+/)?upload")
"""Addresses whose bodies may be large."""

MAX_UPLOAD_BYTES = 200 * 1024 * 1024
MULTIPART_BYTES = 64 * 1024
"""What the form around the file may add."""
BLOCK_BYTES = 1024 * 1024


@asynccontextmanager
async def spooled(upload: UploadFile) -> AsyncIterator[Path]:
    """The upload as a file that lives inside the block; raises PayloadTooLarge at the limit."""
    with tempfile.TemporaryDirectory(prefix="cashstage-upload-") as folder:
        path = Path(folder) / "upload"
        size = 0
        with path.open("wb") as file:
            while block := await upload.read(BLOCK_BYTES):
                size += len(block)
                if size > MAX_UPLOAD_BYTES:
                    raise PayloadTooLarge(
                        f"The file is larger than {MAX_UPLOAD_BYTES // 1024**2} MB.",
                        next_step="Split it, or keep the data in a spreadsheet and connect that.",
                    )
                file.write(block)
        yield path


class UploadGate:
    """Asks who sends a large body before a byte of it is read; a route would ask afterwards."""

    def __init__(self, app: ASGIApp, *, platform: Platform) -> None:
        self._app = app
        self._platform = platform

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers 401, or passes the request on."""
        if (
            scope["type"] == "http"
            and scope["method"] == "POST"
            and UPLOADS.fullmatch(scope["path"])
        ):
            request = Request(scope)
            try:
                await run_in_threadpool(get_principal, request, self._platform)
            except Unauthenticated as error:
                await error_response(error)(scope, receive, send)
                return
        await self._app(scope, receive, send)
