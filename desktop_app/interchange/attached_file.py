"""A file that somebody adds to a person's file: what it is, by its content, and a preview of it.

Nothing goes by the name. A photograph's preview is drawn anew, so that nothing travels with it that
is not to be seen: no place, no time, no name of a camera.
"""

from __future__ import annotations

import io
import unicodedata
import warnings
from typing import BinaryIO, Final

from PIL import Image, ImageOps, UnidentifiedImageError
from PIL import MpoImagePlugin as _Mpo  # noqa: F401
from PIL import TiffImagePlugin as _Tiff  # noqa: F401

from desktop_app.crypto.sealing import BLOB_LIMIT, TooLargeToSeal
from desktop_app.domain.people.attachments import JPEG, PDF, PNG, TEXT, AttachedFile
from desktop_app.interchange.refusals import FileRefused
from desktop_app.language import Message

Image.preinit()  # and the two above: once its reading begins, a reader process may open no file

PIXELS: Final = 50_000_000
"""A photograph of more pixels is not opened: today's telephones take at most about that many."""

PREVIEW_SIDE: Final = 1600
"""Pixels of the longer side of a preview: enough to read a letter on the screen."""

OWN_PREVIEW: Final = 200 * 1024
"""A text or a PDF of fewer bytes travels as its own preview."""

_QUALITY: Final = 70
_MARKS: Final = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))
_HEIC: Final = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")


class NotAttachable(FileRefused):
    """The file is none of the kinds that can be added."""

    code = "not_attachable"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "attachments",
                "This file is not a PDF, a PNG or JPEG picture, or plain text, whatever its name says. "
                "Nothing was added. Save it as a PDF or take a picture of it, then add that.",
            )
        )


class TelephonePicture(FileRefused):
    """A photograph as newer telephones store it (HEIC)."""

    code = "heic"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "attachments",
                "This picture is stored in a form (HEIC) that Portage cannot show. Nothing was added. "
                "Save it as JPEG, or set the camera of the telephone to the most compatible format.",
            )
        )


class PictureTooLarge(FileRefused):
    """A picture of too many pixels."""

    code = "picture_too_large"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "attachments",
                "This picture has more than {n} million pixels, and opening it could use up the memory "
                "of this computer. Nothing was added. Add a smaller copy of it.",
                {"n": PIXELS // 1_000_000},
            )
        )


class PictureDamaged(FileRefused):
    """A picture that cannot be drawn to its end."""

    code = "picture_damaged"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "attachments",
                "This picture is damaged and cannot be drawn. Nothing was added. "
                "Open it in another program, save it again, then add it.",
            )
        )


def read_attached(file: BinaryIO) -> AttachedFile:
    """Read a file to its end and judge it.

    Raises TooLargeToSeal above 25 MiB, NotAttachable, TelephonePicture, PictureTooLarge,
    PictureDamaged.
    """
    data = file.read(BLOB_LIMIT + 1)
    if len(data) > BLOB_LIMIT:
        raise TooLargeToSeal
    kind = kind_of(data)
    if kind in (PNG, JPEG):
        return AttachedFile(kind, data, picture_preview(data, kind))
    return AttachedFile(kind, data, data if len(data) < OWN_PREVIEW else b"")


def kind_of(data: bytes) -> str:
    """The kind of a file, by the first bytes; text by all of them. Raises NotAttachable, TelephonePicture."""
    for mark, kind in _MARKS:
        if data.startswith(mark):
            return kind
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC:
        raise TelephonePicture
    if not data or not _is_text(data):
        raise NotAttachable
    return TEXT


def _is_text(data: bytes) -> bool:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not any(
        unicodedata.category(sign) == "Cc" and sign not in "\t\n\r\f" for sign in set(text)
    )


def picture_preview(data: bytes, kind: str) -> bytes:
    """A JPEG of at most 1600 pixels on its longer side, upright, with nothing of the picture's own
    words. Raises PictureTooLarge, PictureDamaged."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(
                io.BytesIO(data), formats=("JPEG", "MPO") if kind == JPEG else ("PNG",)
            ) as picture:
                width, height = picture.size
                if width * height > PIXELS:
                    raise PictureTooLarge
                # A large JPEG is read at half or a quarter of its size, which takes less memory.
                picture.draft("RGB", (PREVIEW_SIDE, PREVIEW_SIDE))
                small = _shrunk(picture)
    except Image.DecompressionBombError as fault:
        raise PictureTooLarge from fault
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as fault:
        raise PictureDamaged from fault
    out = io.BytesIO()
    small.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()


def _shrunk(picture: Image.Image) -> Image.Image:
    picture.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    turned = ImageOps.exif_transpose(picture)
    if turned.mode in ("RGBA", "LA", "PA") or "transparency" in turned.info:
        # What shows through is paper, not black.
        over = turned.convert("RGBA")
        paper = Image.new("RGB", over.size, "white")
        paper.paste(over, mask=over.getchannel("A"))
        return paper
    plain = Image.new("RGB", turned.size)
    plain.paste(turned.convert("RGB"))
    return plain
