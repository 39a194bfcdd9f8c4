"""Files from outside that are to be attached: judged by their content, in a process that is capped."""

from __future__ import annotations

import io
import os
import zlib
from pathlib import Path

import pytest
from PIL import Image

from desktop_app.crypto.sealing import BLOB_LIMIT
from desktop_app.domain.errors import PortageError
from desktop_app.domain.people.attachments import JPEG, PDF, PNG, TEXT
from desktop_app.interchange.attached_file import PIXELS
from desktop_app.services.processes.reader import read_attached
from tests.pictures import PDF as A_PDF
from tests.pictures import a_photograph, a_png

EXECUTABLE = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(range(256)) * 20
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(400)


def _gif() -> bytes:
    out = io.BytesIO()
    Image.new("P", (8, 8)).save(out, "GIF")
    return out.getvalue()


def _refusal(folder: Path, name: str, data: bytes) -> str:
    path = folder / name
    path.write_bytes(data)
    with pytest.raises(PortageError) as refused:
        read_attached(path)
    assert str(refused.value.message)
    assert path.read_bytes() == data
    return refused.value.code


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("letter.pdf", EXECUTABLE, "not_attachable"),
        ("letter.pdf", b"\x7fELF\x02\x01\x01" + bytes(200), "not_attachable"),
        ("photo.jpg", b"PK\x03\x04" + bytes(200), "not_attachable"),
        ("photo.jpg", HEIC, "heic"),
        ("photo.png", _gif(), "not_attachable"),
        ("late.pdf", b"x" + A_PDF + b"\x00", "not_attachable"),
        ("latin.txt", "Née à l'été".encode("latin-1"), "not_attachable"),
        ("bell.txt", b"a\x07b", "not_attachable"),
        ("nothing.txt", b"", "not_attachable"),
        ("cut.jpg", a_photograph()[:4000], "picture_damaged"),
        ("head.png", b"\x89PNG\r\n\x1a\n" + bytes(40), "picture_damaged"),
        ("cut.png", a_png(400, 400)[:80], "picture_damaged"),
    ],
)
def test_what_cannot_be_added_is_refused(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    assert _refusal(tmp_path, name, data) == code


def test_a_picture_bomb_is_refused_and_one_at_the_limit_is_not(tmp_path: Path) -> None:
    # A million times a million pixels in a few bytes; then one row too many; then as many as may be.
    assert _refusal(tmp_path, "a.png", a_png(1_000_000, 1_000_000, zlib.compress(bytes(900)))) in (
        "picture_too_large",
        "picture_damaged",
    )
    side = 5000
    rows = PIXELS // side
    assert _refusal(tmp_path, "b.png", a_png(side, rows + 1)) == "picture_too_large"
    path = tmp_path / "c.png"
    path.write_bytes(a_png(side, rows))
    assert path.stat().st_size < 100_000
    read = read_attached(path)
    assert read.media_type == PNG
    with Image.open(io.BytesIO(read.preview)) as preview:
        assert max(preview.size) == 1600


def test_words_in_a_picture_may_not_unpack_without_end(tmp_path: Path) -> None:
    import struct

    bomb = zlib.compress(bytes(80_000_000), 9)
    text = b"zTXt" + b"Comment\x00\x00" + bomb
    chunk = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
    plain = a_png(10, 10)
    at = plain.index(b"IDAT") - 4
    path = tmp_path / "words.png"
    path.write_bytes(plain[:at] + chunk + plain[at:])
    with pytest.raises(PortageError) as refused:
        read_attached(path)
    assert refused.value.code in ("picture_damaged", "too_heavy")


def test_the_largest_file_just_goes_in(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    path.write_bytes(b"a" * BLOB_LIMIT)
    read = read_attached(path)
    assert (read.media_type, len(read.data), read.preview) == (TEXT, BLOB_LIMIT, b"")
    assert _refusal(tmp_path, "larger.txt", b"a" * (BLOB_LIMIT + 1)) == "too_large"


@pytest.mark.parametrize("mode", ["RGBA", "LA", "L", "1", "P", "CMYK", "I;16"])
def test_every_kind_of_picture_has_a_preview(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "picture"
    picture = Image.new(mode, (30, 20))
    picture.save(path, "JPEG" if mode == "CMYK" else "PNG")
    read = read_attached(path)
    with Image.open(io.BytesIO(read.preview)) as preview:
        preview.load()
        assert (preview.format, preview.mode, preview.size) == ("JPEG", "RGB", (30, 20))


def test_the_kind_is_that_of_the_content(tmp_path: Path) -> None:
    for name, data, kind in (
        ("a.exe", A_PDF, PDF),
        ("a.txt", a_photograph(), JPEG),
        ("a.pdf", "ᐊᓇ\r\n\tᐃᓄᒃ".encode(), TEXT),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        assert read_attached(path).media_type == kind


@pytest.mark.skipif(os.name != "posix", reason="Pipes in folders are those of POSIX.")
def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    for path in (pipe, tmp_path, tmp_path / "nothing.txt"):
        with pytest.raises(PortageError) as refused:
            read_attached(path)
        assert refused.value.code == "file_not_readable"
