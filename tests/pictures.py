"""Pictures and papers as people attach them, made on the spot."""

from __future__ import annotations

import io
import struct
import zlib
from random import Random

from PIL import Image, ImageDraw

PDF = b"%PDF-1.7\n% a letter\n" + b"1 0 obj\n<<>>\nendobj\n" * 40 + b"%%EOF\n"


def a_photograph(width: int = 1700, height: int = 1200, seed: int = 1, words: str = "") -> bytes:
    """A JPEG. words: what a camera wrote into it."""
    small = Image.frombytes("RGB", (40, 30), Random(seed).randbytes(40 * 30 * 3))
    out = io.BytesIO()
    exif = Image.Exif()
    if words:
        exif[0x010E] = words
    small.resize((width, height)).save(out, "JPEG", quality=90, exif=exif)
    return out.getvalue()


def a_letter() -> bytes:
    """A JPEG of a sheet of paper with lines of writing on a table."""
    picture = Image.new("RGB", (1700, 1200), (122, 96, 70))
    draw = ImageDraw.Draw(picture)
    draw.polygon([(390, 60), (1330, 30), (1360, 1190), (370, 1190)], fill=(244, 241, 232))
    draw.rectangle((480, 130, 800, 190), fill=(40, 90, 120))
    letters = Random(5)
    for line in range(17):
        x, y = 480, 270 + 48 * line
        while x < 480 + (700 if line % 6 else 420):
            word = letters.randrange(30, 110)
            draw.rectangle((x, y, x + word, y + 14), fill=(70, 70, 74))
            x += word + 18
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    return out.getvalue()


def a_png(width: int, height: int, rows: bytes | None = None) -> bytes:
    """A PNG of that many grey pixels; the packed rows are one black picture unless they are given."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    packed = zlib.compress(bytes((width + 1) * height), 9) if rows is None else rows
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    )
