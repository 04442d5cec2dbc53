from __future__ import annotations

from pathlib import Path

import pytest

from cashstage.connectors.file_upload.encoding import detect_encoding
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
