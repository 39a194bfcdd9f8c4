"""Why a whole file from outside is not read. When one of these is raised, nothing changed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from desktop_app.domain.errors import PortageError
from desktop_app.language import Message


class FileRefused(PortageError):
    """A file from outside was not read, and why. Every reason below has its own code."""

    code = "file_refused"


class NotReadable(FileRefused):
    code = "file_not_readable"

    def __init__(self, name: str) -> None:
        super().__init__(
            Message(
                "interchange",
                "{name} could not be read. Nothing was imported. Copy the file to this "
                "computer and try again.",
                # On Linux a name may hold bytes that are no letters, and then cannot be shown.
                {"name": name.encode("utf-8", "replace").decode()},
            )
        )


@contextlib.contextmanager
def open_from_outside(path: Path) -> Iterator[BinaryIO]:
    """A file that somebody brought, open for reading. Raises NotReadable."""
    try:
        if not path.is_file():  # before opening: a pipe would never answer
            raise NotReadable(path.name)
        with path.open("rb") as file:
            yield file
    except OSError as fault:
        raise NotReadable(path.name) from fault


class TooLarge(FileRefused):
    """limit: in whole megabytes."""

    code = "file_too_large"

    def __init__(self, name: str, limit: int) -> None:
        super().__init__(
            Message(
                "interchange",
                "{name} is larger than {limit} MB. Nothing was imported. Divide it into "
                "smaller files.",
                {"name": name, "limit": limit},
            )
        )


class UnpacksTooLarge(FileRefused):
    """limit: in whole megabytes."""

    code = "unpacks_too_large"

    def __init__(self, name: str, limit: int) -> None:
        super().__init__(
            Message(
                "interchange",
                "{name} would unpack to more than {limit} MB, or far more than a file of its "
                "size holds. Nothing was imported. Ask whoever sent it for a plain CSV file.",
                {"name": name, "limit": limit},
            )
        )


class ArchiveUnsound(FileRefused):
    code = "archive_unsound"

    def __init__(self, name: str) -> None:
        super().__init__(
            Message(
                "interchange",
                "{name} is packed in a way that no honest program uses: parts lie over one "
                "another, have unsafe names or too many pieces. Nothing was imported.",
                {"name": name},
            )
        )


class Damaged(FileRefused):
    code = "file_damaged"

    def __init__(self, name: str) -> None:
        super().__init__(
            Message(
                "interchange",
                "{name} is damaged or incomplete. Nothing was imported. Ask for the file again.",
                {"name": name},
            )
        )


class MarkupUnsafe(FileRefused):
    code = "markup_unsafe"

    def __init__(self, name: str) -> None:
        super().__init__(
            Message(
                "interchange",
                "{name} defines its own markup, which can be used to do harm. Nothing was "
                "imported. Open it in a spreadsheet program and save it anew.",
                {"name": name},
            )
        )


class NotASpreadsheet(FileRefused):
    code = "not_a_spreadsheet"

    def __init__(self, name: str) -> None:
        super().__init__(
            Message(
                "interchange",
                "{name} is not a workbook (.xlsx) or a table of text (.csv). Nothing was "
                "imported. Save it as one of them in your spreadsheet program.",
                {"name": name},
            )
        )


class OldOrLocked(FileRefused):
    code = "old_or_locked_workbook"

    def __init__(self, name: str) -> None:
        super().__init__(
            Message(
                "interchange",
                "{name} is an older workbook (.xls) or is locked by a password. Nothing was "
                "imported. Save it as .xlsx without a password.",
                {"name": name},
            )
        )


class NoSuchSheet(FileRefused):
    code = "no_such_sheet"

    def __init__(self, name: str, sheet: str) -> None:
        super().__init__(
            Message(
                "interchange",
                "{name} has no sheet called “{sheet}”. Nothing was imported.",
                {"name": name, "sheet": sheet},
            )
        )


class NoHeadings(FileRefused):
    code = "no_headings"

    def __init__(self, name: str) -> None:
        super().__init__(
            Message(
                "interchange",
                "{name} has no row of headings with rows below it. Nothing was imported. The "
                "first row should name the columns.",
                {"name": name},
            )
        )


class TooManyRows(FileRefused):
    code = "too_many_rows"

    def __init__(self, name: str, limit: int) -> None:
        super().__init__(
            Message(
                "interchange",
                "{name} has more than {limit} rows. Nothing was imported. Divide it into "
                "smaller files.",
                {"name": name, "limit": limit},
            )
        )


class TooManyColumns(FileRefused):
    code = "too_many_columns"

    def __init__(self, name: str, limit: int) -> None:
        super().__init__(
            Message(
                "interchange",
                "{name} has more than {limit} columns. Nothing was imported. Remove the "
                "columns that are not needed.",
                {"name": name, "limit": limit},
            )
        )


class CellTooLong(FileRefused):
    """limit: in characters."""

    code = "cell_too_long"

    def __init__(self, name: str, limit: int) -> None:
        super().__init__(
            Message(
                "interchange",
                "{name} holds a cell of more than {limit} characters. The file was not read or "
                "written. A CSV file can hold longer texts than a workbook.",
                {"name": name, "limit": limit},
            )
        )


class NotADirectory(FileRefused):
    code = "not_a_directory"

    def __init__(self, name: str) -> None:
        super().__init__(
            Message(
                "interchange",
                "{name} holds no referral directory that is known here (HSDS 2 tables or HSDS "
                "3 documents). Nothing was imported.",
                {"name": name},
            )
        )


class JsonUnsound(FileRefused):
    code = "json_unsound"

    def __init__(self, name: str) -> None:
        super().__init__(
            Message(
                "interchange",
                "{name} is not sound JSON: it is cut off, says a name twice, is nested too "
                "deep or holds numbers that are none. Nothing was imported.",
                {"name": name},
            )
        )
