"""What others made and Portage is built on, in the language of the screen: names, uses, licences.

The same facts stand in resources/NOTICES.md, which goes with the program; a test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from desktop_app.language import Message


@dataclass(frozen=True, slots=True)
class Other:
    """One work of others. name: its own. use: what Portage needs it for. licence: its usual name."""

    name: str
    use: Message
    licence: str | Message


def _used_by(library: str) -> Message:
    return Message("others", "used by {library}", {"library": library})


LIBRARIES: Final = (
    Other("cbor2", Message("others", "canonical bytes of entries and bundles"), "MIT"),
    Other("cffi", _used_by("cryptography"), "MIT-0"),
    Other("charset-normalizer", _used_by("reportlab"), "MIT"),
    Other(
        "cryptography",
        Message("others", "keys, signatures, passphrases; brings OpenSSL"),
        Message("others", "Apache-2.0 or BSD-3-Clause; OpenSSL: Apache-2.0"),
    ),
    Other("defusedxml", Message("others", "XML from outside, read safely"), "PSF-2.0"),
    Other("et-xmlfile", _used_by("openpyxl"), "MIT"),
    Other("filelock", Message("others", "one Portage at a time for each vault"), "MIT"),
    Other("openpyxl", Message("others", "workbooks"), "MIT"),
    Other(
        "pillow",
        Message("others", "pictures in PDF files, previews of attached photographs"),
        "MIT-CMU",
    ),
    Other("platformdirs", Message("others", "where a system keeps a program's files"), "MIT"),
    Other("pycparser", _used_by("cffi"), "BSD-3-Clause"),
    Other("pyrage", Message("others", "sealing of bundles and blobs (age)"), "MIT"),
    Other(
        "pyside6-essentials, shiboken6",
        Message("others", "the window (Qt 6)"),
        Message("others", "LGPL-3.0 or GPL-2.0 or GPL-3.0; Portage takes LGPL-3.0"),
    ),
    Other(
        "python-dateutil",
        Message("others", "dates that come again"),
        Message("others", "Apache-2.0 or BSD-3-Clause"),
    ),
    Other("rapidfuzz", Message("others", "likeness of names"), "MIT"),
    Other("reportlab", Message("others", "PDF"), "BSD-3-Clause"),
    Other("segno", Message("others", "QR codes"), "BSD-3-Clause"),
    Other(
        "setuptools",
        Message(
            "others", "puts the program into its virtual environment; not shipped with installers"
        ),
        "MIT",
    ),
    Other("six", _used_by("python-dateutil"), "MIT"),
    Other(
        "sqlcipher3",
        Message("others", "the encrypted database; brings SQLCipher, SQLite and OpenSSL"),
        Message(
            "others", "Zlib; SQLCipher: BSD-3-Clause; SQLite: public domain; OpenSSL: Apache-2.0"
        ),
    ),
    Other(
        "tzdata",
        Message("others", "time zones where the system has none"),
        Message("others", "Apache-2.0; the data: public domain"),
    ),
    Other(
        "uharfbuzz",
        Message("others", "placing of marks in PDF; brings HarfBuzz"),
        Message("others", "Apache-2.0; HarfBuzz: MIT (old style)"),
    ),
)
"""In the order of the table in resources/NOTICES.md, word for word."""

FONTS_AND_ICONS: Final = (
    Other(
        "BC Sans 2.1.0",
        Message("others", "font, by the Government of British Columbia, after Noto Sans by Google"),
        Message("others", "SIL Open Font License 1.1 and Apache-2.0"),
    ),
    Other(
        "Noto Sans Canadian Aboriginal 2.004",
        Message("others", "font for syllabics, by the Noto Project Authors"),
        "SIL Open Font License 1.1",
    ),
    Other(
        "Lucide 1.62.0",
        Message("others", "icons, some of them from the Feather project"),
        Message("others", "ISC; those from Feather: MIT"),
    ),
    Other("Python", Message("others", "the language that Portage is written in"), "PSF-2.0"),
)


def what_others_made() -> str:
    """All of it as text: one work a paragraph, what it is for, and its licence."""
    said = [
        str(Message("others", "Each of these works keeps its own licence.")),
        str(Message("others", "Fonts, icons and language")).upper(),
        *(_line(one) for one in FONTS_AND_ICONS),
        str(Message("others", "Libraries")).upper(),
        *(_line(one) for one in LIBRARIES),
        str(
            Message(
                "others",
                "The whole notice, and the licences of fonts and icons, lie in the folder resources of Portage, in "
                "English. The font files were unpacked, and nothing in them was changed. Noto is a "
                "trademark of Google Inc.",
            )
        ),
    ]
    return "\n\n".join(said)


def _line(one: Other) -> str:
    return str(
        Message(
            "others",
            "{name}: {use}.\nLicence: {licence}",
            {"name": one.name, "use": one.use, "licence": one.licence},
        )
    )
