from __future__ import annotations

from pathlib import Path

import pytest

from cashstage.connectors.file_upload.encoding import MIXED, detect_encoding, open_text
from cashstage.core.errors import UnreadableData

TEXT = "Kampagne,Größe\nFrühling,1\n"


def write(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "upload"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "codec"),
    [
        (TEXT.encode("utf-8"), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("cp1252"), "cp1252"),
        (b"plain,ascii\n1,2\n", "utf-8"),
    ],
)
def test_the_codec_reads_the_text_back(tmp_path: Path, content: bytes, codec: str) -> None:
    path = write(tmp_path, content)

    assert detect_encoding(path) == codec
    assert path.read_text(encoding=codec) in {TEXT, "plain,ascii\n1,2\n"}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_of_two_encodings_are_each_read_in_their_own(tmp_path: Path, end: str) -> None:
    lines = ["name", "Müller", "plain", "Größe €", "Älg"]
    codecs = ["utf-8", "utf-8", "utf-8", "cp1252", "cp1252"]
    content = b"".join(
        (line + end).encode(codec) for line, codec in zip(lines, codecs, strict=True)
    )
    path = write(tmp_path, content)

    encoding = detect_encoding(path)

    assert encoding == MIXED
    with open_text(path, encoding) as text:
        assert list(text) == [line + end for line in lines]


def test_a_line_in_neither_encoding_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "Müller\n".encode() + b"\x81\x8d\n")

    with pytest.raises(UnreadableData, match="damaged or unknown"):
        detect_encoding(path)


def test_one_late_byte_decides(tmp_path: Path) -> None:
    path = write(tmp_path, b"name\n" + b"plain\n" * 400_000 + "é".encode("cp1252"))

    assert detect_encoding(path) == "cp1252"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"PK\x03\x04rest", "Excel workbook"),
        (b"\x89PNG\r\n\x1a\n", "an image"),
        (b"%PDF-1.7", "a PDF"),
        (b"a,b\n1,\x002\n", "binary data"),
        (b"a,b\n" + bytes(range(256)), "binary data"),
        (b"a,b\n\x81\x8d,1\n", "encoding"),
        (b"\xff\xfea\x00,\x00b\x00\x00", "encoding"),
        ("a,b\n1,\0\n".encode("utf-16"), "encoding"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableData, match=sentence) as caught:
        detect_encoding(write(tmp_path, content))

    assert caught.value.next_step
