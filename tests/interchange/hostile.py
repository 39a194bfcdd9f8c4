"""Files that nobody should have to open, made when a test asks for them."""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path

CONTENT_TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="{kind}"/>
<Override PartName="/xl/worksheets/sheet1.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>
</Types>"""
PLAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACROS = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
ROOT = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Target="xl/workbook.xml"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>
</Relationships>"""
WORKBOOK = """<?xml version="1.0" encoding="UTF-8"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
<sheets><sheet name="People" sheetId="1" r:id="rId1"/></sheets></workbook>"""
WORKBOOK_PARTS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Target="worksheets/sheet1.xml"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/>
</Relationships>"""
SHEET = """<?xml version="1.0" encoding="UTF-8"?>{before}
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<sheetData>{rows}</sheetData>{after}</worksheet>"""


def text_cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def headings(*names: str) -> str:
    cells = "".join(text_cell(f"{chr(65 + i)}1", name) for i, name in enumerate(names))
    return f'<row r="1">{cells}</row>'


def workbook(
    path: Path,
    rows: str,
    *,
    before: str = "",
    after: str = "",
    kind: str = PLAIN,
    more: dict[str, bytes] | None = None,
) -> Path:
    """A workbook of one sheet with exactly this markup, and further parts beside it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES.format(kind=kind))
        archive.writestr("_rels/.rels", ROOT)
        archive.writestr("xl/workbook.xml", WORKBOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", WORKBOOK_PARTS)
        sheet = SHEET.format(before=before, rows=rows, after=after)
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, data in (more or {}).items():
            archive.writestr(name, data)
    return path


def archive_of(path: Path, *members: tuple[str, bytes], mode: int = 0) -> Path:
    """An archive whose members have exactly these names; mode: Unix file type and rights."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name)
            info.filename = info.orig_filename = name  # ZipInfo cuts at NUL and turns slashes
            info.external_attr = mode << 16
            archive.writestr(info, data)
    return path


def claimed(path: Path, name: bytes, packed: bytes, size: int, copies: int = 1) -> Path:
    """An archive in which `copies` entries share the same packed bytes and claim `size` each."""
    crc = zlib.crc32(b"")
    local = struct.pack(
        "<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 0, crc, len(packed), size, len(name), 0
    )
    body = local + name + packed
    central = b"".join(
        struct.pack(
            "<4s6H3I5H2I",
            b"PK\x01\x02", 20, 20, 0, 8, 0, 0, crc, len(packed), size,
            len(name) + (number > 0), 0, 0, 0, 0, 0, 0,
        )
        + name
        + (bytes((97 + number % 26,)) if number else b"")
        for number in range(copies)
    )  # fmt: skip
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, copies, copies, len(central), len(body), 0)
    path.write_bytes(body + central + end)
    return path


def gigabyte_cell(path: Path) -> Path:
    """A workbook of a few megabytes that holds one cell of a gigabyte."""
    start, end = SHEET.format(before="", rows="@", after="").split("@")
    block = b"A" * (1 << 20)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES.format(kind=PLAIN))
        archive.writestr("_rels/.rels", ROOT)
        archive.writestr("xl/workbook.xml", WORKBOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", WORKBOOK_PARTS)
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write((start + '<row r="1"><c r="A1" t="inlineStr"><is><t>').encode())
            for _ in range(1024):
                sheet.write(block)
            sheet.write(("</t></is></c></row>" + end).encode())
    return path
