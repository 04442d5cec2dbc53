"""Uploaded files on their way to a bounded temporary file; memory holds one block at a time."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import UploadFile

from cashstage.core.errors import PayloadTooLarge

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
