from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cashstage.connectors.file_upload import delimited
from cashstage.connectors.file_upload.delimited import open_csv
from cashstage.core.errors import UnreadableData


def rows_of(path: Path) -> list[list[object]]:
    return [list(row) for chunk in open_csv(path).chunks for row in chunk]


def write(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "upload"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    text = "\n".join(delimiter.join(row) for row in (["Day", "Cost"], ["a", "1"], ["b", "2"]))

    assert rows_of(write(tmp_path, text)) == [["Day", "Cost"], ["a", "1"], ["b", "2"]]


def test_decimal_commas_do_not_separate(tmp_path: Path) -> None:
    text = "Tag;Kosten;Umsatz\n" + "1.2.2024;1,50;20,00\n" * 30

    assert rows_of(write(tmp_path, text))[1] == ["1.2.2024", "1,50", "20,00"]


def test_a_preamble_does_not_mislead(tmp_path: Path) -> None:
    text = "Campaign report\nJanuary 1, 2024 - January 31, 2024\nDay\tCost\n" + "a\t1\n" * 5

    assert rows_of(write(tmp_path, text, "utf-16"))[2:4] == [["Day", "Cost"], ["a", "1"]]


def test_a_named_separator_is_obeyed_and_not_data(tmp_path: Path) -> None:
    assert rows_of(write(tmp_path, "sep=|\r\na,b|c\r\n")) == [["a,b", "c"]]


def test_a_single_column_stays_one(tmp_path: Path) -> None:
    assert rows_of(write(tmp_path, "Campaign\nSpring\nSummer\n")) == [
        ["Campaign"],
        ["Spring"],
        ["Summer"],
    ]


def test_quoted_cells_hold_delimiters_quotes_and_line_breaks(tmp_path: Path) -> None:
    text = 'Name,Note\r\n"Shoes, blue","says ""run""\nand jump"\r\n'

    assert rows_of(write(tmp_path, text)) == [
        ["Name", "Note"],
        ["Shoes, blue", 'says "run"\nand jump'],
    ]


def test_chunks_are_bounded_and_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "CHUNK_CELLS", 6)
    counted: list[int] = []
    path = write(tmp_path, "a,b\n" * 7)

    raw = open_csv(path, progress=lambda done, _: counted.append(done))
    sizes = [len(chunk) for chunk in raw.chunks]

    assert sizes == [3, 3, 1]
    assert counted == [3, 6, 7]


def test_progress_may_cancel(tmp_path: Path) -> None:
    class Cancelled(Exception):
        pass

    def cancel(_: int, __: int | None) -> None:
        raise Cancelled

    chunks = open_csv(write(tmp_path, "a,b\n1,2\n"), progress=cancel).chunks
    next(chunks)

    with pytest.raises(Cancelled):
        next(chunks)


def test_blank_lines_are_no_table(tmp_path: Path) -> None:
    with pytest.raises(UnreadableData, match="blank"):
        open_csv(write(tmp_path, "\n \r\n\n"))


def test_an_open_quotation_mark_names_its_row(tmp_path: Path) -> None:
    path = write(tmp_path, 'a,b\n1,2\n"never,closed\n' + "3,4\n" * 50_000)

    with pytest.raises(UnreadableData, match="Row 3"):
        list(open_csv(path).chunks)


def test_a_file_that_ends_inside_a_quoted_cell_loses_nothing_silently(tmp_path: Path) -> None:
    path = write(tmp_path, 'a,b\n1,2\n3,"4\n5,6\n7,8\n')

    with pytest.raises(UnreadableData, match="Row 3"):
        list(open_csv(path).chunks)


def test_a_stray_quotation_mark_inside_a_cell_is_kept(tmp_path: Path) -> None:
    assert rows_of(write(tmp_path, 'a,b\n19" rack,2\n"19"" rack",3'))[1:] == [
        ['19" rack', "2"],
        ['19" rack', "3"],
    ]


CELLS = st.text(
    st.characters(codec="cp1252", exclude_categories=["Cc", "Cs"], include_characters="\n"),
    max_size=12,
)
TABLES = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=6).map(
        lambda rows: [[f"name {n}" for n in range(width)], *rows]
    )
)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    table=TABLES,
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)
def test_what_is_written_is_read(
    tmp_path: Path, table: list[list[str]], delimiter: str, encoding: str
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(table)
    # "Ã©" in Windows-1252 is "é" in UTF-8, byte for byte; nobody writes the former.
    assume(encoding != "cp1252" or not any(map(is_utf8_too, text.getvalue().splitlines())))
    path = write(tmp_path, text.getvalue(), encoding)

    read = [list(row) for chunk in open_csv(path).chunks for row in chunk]

    assert read == table


def is_utf8_too(line: str) -> bool:
    try:
        return not line.isascii() and bool(line.encode("cp1252").decode("utf-8"))
    except UnicodeDecodeError:
        return False


def test_a_file_of_two_encodings_says_so(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes("Name,Kosten\nMüller,1\n".encode() + "Größe,2\n".encode("cp1252") * 2)

    raw = open_csv(path)

    assert [list(row) for chunk in raw.chunks for row in chunk][1:] == [
        ["Müller", "1"],
        ["Größe", "2"],
        ["Größe", "2"],
    ]
    assert list(raw.notes) == [
        (
            "The file mixes encodings: 1 line with special letters in UTF-8 and 2 lines in"
            " Windows-1252. Each was read as what it is."
        )
    ]
