"""The database's faults, in sentences: whose fault, what was kept, what to do."""

from __future__ import annotations

from typing import Final

from desktop_app.domain.errors import PortageError
from desktop_app.language import Message


class DiskFull(PortageError):
    """No room is left on the disk; the transaction was undone."""

    code = "disk_full"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "storage",
                "The disk is full. What you had saved before is safe; this last change was not saved. "
                "Free some space, then do it again.",
            )
        )


class ReadOnly(PortageError):
    """The vault lies where nothing can be written."""

    code = "read_only"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "storage",
                "This vault lies on a disk that cannot be written to. You can read it, and nothing was changed. "
                "Copy the vault folder to this computer's own disk to work in it.",
            )
        )


class Damaged(PortageError):
    """The file cannot be read as the vault it should be."""

    code = "damaged"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "storage",
                "The vault's file is damaged. It was left as it is and nothing was written to it. "
                "Restore the newest backup, then import the latest bundles again.",
            )
        )


class NewerFile(PortageError):
    """The vault was written by a later release."""

    code = "newer_file"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "storage",
                "A newer Portage wrote this vault. Nothing was changed in it. "
                "Install the newer Portage on this computer, then open the vault again.",
            )
        )


class Busy(PortageError):
    """Another program holds the database longer than we wait."""

    code = "busy"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "storage",
                "Another program is using the vault's file. Nothing was lost; this last change was not saved. "
                "Close the other program, then do it again.",
            )
        )


class DiskFault(PortageError):
    """The disk refused to read or write."""

    code = "disk_fault"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "storage",
                "The disk did not answer as it should. This last change was not saved; what was saved before is kept. "
                "Check the disk, make a backup to another one, then try again.",
            )
        )


class NotEncrypted(PortageError):
    """The database engine at hand would write without encryption."""

    code = "not_encrypted"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "storage",
                "This installation of Portage cannot encrypt the vault, so it refuses to open it. "
                "Nothing was read or written. Install Portage again from its installer.",
            )
        )


_FULL: Final = ("full",)
_READ_ONLY: Final = ("readonly", "read-only", "read only")
_DAMAGED: Final = (
    "malformed",
    "not a database",
    "corrupt",
    "hmac",
    "no such table",
    "no such column",
    "checksum mismatch",
    "invalid fts5",
    "vtable constructor",
)
_BUSY: Final = ("locked", "busy")
_DISK: Final = ("disk i/o", "unable to open", "i/o error", "out of memory")


def said(fault: BaseException) -> PortageError | None:
    """The sentence for a fault of the database engine, or None when the mistake is ours."""
    if isinstance(fault, PortageError):
        return fault
    text = str(fault).lower()
    for words, error in (
        (_FULL, DiskFull),
        (_READ_ONLY, ReadOnly),
        (_BUSY, Busy),
        (_DISK, DiskFault),
        (_DAMAGED, Damaged),
    ):
        if any(word in text for word in words):
            return error()
    return None
