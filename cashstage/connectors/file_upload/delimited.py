"""CSV and its relatives: rows of text, whatever separates them."""

from __future__ import annotations

import csv
import io
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from cashstage.connectors.base import Progress, RawCell, RawTable
from cashstage.connectors.file_upload.encoding import (
    MIXED,
    detect_encoding,
    lines_by_codec,
    open_text,
)
from cashstage.core.errors import UnreadableData
from cashstage.core.words import counted

CHUNK_CELLS = 250_000
_SAMPLE_CHARACTERS = 128 * 1024
_SAMPLE_ROWS = 200
_DELIMITERS = (",", ";", "\t", "|")
_SEPARATOR_LINE = "sep="


def open_csv(
    path: Path, *, header_row: int | None = None, progress: Progress | None = None
) -> RawTable:
    """The file's rows, all text; encoding and delimiter are found, rows are read as asked for.

    `progress` counts rows of the file. Raises UnreadableData for a file that is empty, binary
    or in an unknown encoding, and, while reading, for a quoted cell that never ends.
    """
    encoding = detect_encoding(path)
    sample = _sample(path, encoding)
    if not sample.strip():
        raise UnreadableData(
            "The file holds only blank lines.", next_step="Export it again and upload that."
        )
    named = _named_delimiter(sample)
    delimiter = named or _detect_delimiter(sample)
    return RawTable(
        chunks=_chunks(path, encoding, delimiter, 1 if named else 0, progress),
        typed=False,
        header_row=header_row,
        origin={"encoding": encoding, "delimiter": delimiter},
        notes=_about_mixture(path) if encoding == MIXED else (),
    )


def _sample(path: Path, encoding: str) -> str:
    parts: list[str] = []
    size = 0
    with open_text(path, encoding) as lines:
        for line in lines:
            parts.append(line)
            size += len(line)
            if size >= _SAMPLE_CHARACTERS:
                break
    return "".join(parts)[:_SAMPLE_CHARACTERS]


def _about_mixture(path: Path) -> tuple[str]:
    lines = lines_by_codec(path)
    return (
        (
            f"The file mixes encodings: {counted(lines['utf-8'], 'line')} with special letters in"
            f" UTF-8 and {counted(lines['cp1252'], 'line')} in Windows-1252. Each was read as what"
            " it is."
        ),
    )


def _named_delimiter(sample: str) -> str | None:
    """The delimiter that a first line such as `sep=;` announces, as Excel writes it."""
    line = sample.split("\n", 1)[0].strip("\r")
    rest = line[len(_SEPARATOR_LINE) :]
    return rest if line.lower().startswith(_SEPARATOR_LINE) and len(rest) == 1 else None


def _detect_delimiter(sample: str) -> str:
    return max(_DELIMITERS, key=lambda delimiter: _fit(sample, delimiter))


def _fit(sample: str, delimiter: str) -> tuple[float, int]:
    """How many rows agree on a width above one, and that width: more is better."""
    rows = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        widths = [len(row) for row in itertools.islice(rows, _SAMPLE_ROWS) if row]
    except csv.Error:
        return 0.0, 0
    if len(sample) == _SAMPLE_CHARACTERS and len(widths) > 1:
        # The last row of a cut sample may be half a row.
        del widths[-1]
    counts = Counter(width for width in widths if width > 1)
    if not counts:
        return 0.0, 0
    width, agreeing = max(counts.items(), key=lambda item: (item[1], item[0]))
    return agreeing / len(widths), width


def _chunks(
    path: Path, encoding: str, delimiter: str, skip: int, progress: Progress | None
) -> Iterator[list[Sequence[RawCell]]]:
    done = 0
    with open_text(path, encoding) as text:
        lines = _Lines(text)
        rows = itertools.islice(_rows(lines, delimiter), skip, None)
        while chunk := _next_chunk(rows, done):
            yield chunk
            done += len(chunk)
            if progress is not None:
                progress(done, None)


class _Lines:
    """The lines of a file; `ended` once somebody asked for one more than there are."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            return next(self._lines)
        except StopIteration:
            self.ended = True
            raise


def _rows(lines: _Lines, delimiter: str) -> Iterator[list[str]]:
    """The rows; refuses a last one that the end of the file cut off inside a quoted cell.

    The csv module hands such a row out as if it were whole, with all rows below the forgotten
    mark inside one cell; its strict mode would also refuse a harmless `"a "b" c"`.
    """
    for row in csv.reader(lines, delimiter=delimiter):
        if lines.ended:
            raise csv.Error("the file ends inside a quoted cell")
        yield row


def _next_chunk(rows: Iterator[list[str]], done: int) -> list[Sequence[RawCell]]:
    chunk: list[Sequence[RawCell]] = []
    cells = 0
    try:
        for row in rows:
            chunk.append(row)
            cells += len(row) or 1
            if cells >= CHUNK_CELLS:
                break
    except csv.Error as error:
        raise UnreadableData(
            f"Row {done + len(chunk) + 1} can't be read as CSV: a cell is too long, or its"
            " quotation mark is never closed.",
            next_step="Correct that row, or export the file again.",
        ) from error
    return chunk
