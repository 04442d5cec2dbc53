"""How a text file is encoded, decided over all of its bytes."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cashstage.core.errors import UnreadableData

MIXED = "utf-8 and cp1252"
"""Not a codec: exports in both encodings were put together, and each line has its own."""

_BLOCK = 1024 * 1024
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNATURES = (
    (b"PK\x03\x04", "an Excel workbook or another zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"PAR1", "a Parquet file"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_SAVE_AS_TEXT = "Export the table as CSV with UTF-8 encoding and upload that."


def detect_encoding(path: Path) -> str:
    """The Python codec that reads the whole file: UTF-8, UTF-16 or Windows-1252; or `MIXED`.

    Letters beyond ASCII prove which of the two a line is in: in Windows-1252 they all but never
    happen to be UTF-8. Raises UnreadableData for an empty file, a binary one, and bytes that no
    codec explains.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    if not head:
        raise UnreadableData("The file is empty.", next_step="Export it again and upload that.")
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            raise UnreadableData(f"The file is {kind}, not a CSV.", next_step=_SAVE_AS_TEXT)
    guess = _from_bom(head) or _utf16_without_bom(head)
    if guess is not None:
        return _checked(path, guess)
    if any(_CONTROL.search(block) for block in _blocks(path)):
        raise UnreadableData(
            "The file holds binary data (NUL or control characters), not text.",
            next_step=_SAVE_AS_TEXT,
        )
    if _decodes(path, "utf-8"):
        return "utf-8"
    return MIXED if len(lines_by_codec(path)) > 1 else _checked(path, "cp1252")


@contextmanager
def open_text(path: Path, encoding: str) -> Iterator[Iterator[str]]:
    """The lines of the file with their ends, in what `detect_encoding` has found."""
    if encoding != MIXED:
        with path.open(encoding=encoding, newline="") as file:
            yield file
        return
    # Latin-1 has a letter for every byte, so lines can be told before their codec is.
    with path.open(encoding="latin-1", newline="") as file:
        yield (_decoded(line.encode("latin-1"))[0] for line in file)


def lines_by_codec(path: Path) -> Counter[str]:
    """How many lines with letters beyond ASCII are in UTF-8, and how many in Windows-1252.

    Raises UnreadableData for one that is in neither.
    """
    with path.open(encoding="latin-1", newline="") as file:
        return Counter(_decoded(line.encode("latin-1"))[1] for line in file if not line.isascii())


def _decoded(line: bytes) -> tuple[str, str]:
    for codec in ("utf-8", "cp1252"):
        try:
            return line.decode(codec), codec
        except UnicodeDecodeError:
            continue
    raise _damaged()


def _from_bom(head: bytes) -> str | None:
    return next((codec for bom, codec in _BOMS if head.startswith(bom)), None)


def _utf16_without_bom(head: bytes) -> str | None:
    pairs = len(head) // 2
    low, high = head[0 : pairs * 2 : 2].count(0), head[1 : pairs * 2 : 2].count(0)
    if pairs and low == 0 and high > pairs * 0.8:
        return "utf-16-le"
    if pairs and high == 0 and low > pairs * 0.8:
        return "utf-16-be"
    return None


def _checked(path: Path, codec: str) -> str:
    if not _decodes(path, codec):
        raise _damaged()
    return codec


def _damaged() -> UnreadableData:
    return UnreadableData("The file's encoding is damaged or unknown.", next_step=_SAVE_AS_TEXT)


def _decodes(path: Path, codec: str) -> bool:
    try:
        return all("\0" not in text for text in codecs.iterdecode(_blocks(path), codec))
    except UnicodeDecodeError:
        return False


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block
