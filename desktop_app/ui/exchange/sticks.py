"""The memory sticks and drives that are plugged in now."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QStorageInfo

from desktop_app.services.exchange.exchange_lines import Place

_MOUNTED_UNDER: Final = ("/media/", "/run/media/", "/mnt/", "/Volumes/")
"""Where Linux and macOS put what somebody plugs in. Windows gives it a letter of its own."""


def mounted() -> Sequence[Place]:
    """What is plugged in and can be read, without the disk that the system runs from."""
    found = []
    for volume in QStorageInfo.mountedVolumes():
        root = volume.rootPath()
        if not volume.isValid() or not volume.isReady() or volume.isRoot():
            continue
        if sys.platform != "win32" and not root.startswith(_MOUNTED_UNDER):
            continue
        found.append(
            Place(
                Path(root),
                volume.name() or Path(root).name or root,
                volume.bytesAvailable(),
                read_only=volume.isReadOnly(),
                stick=True,
            )
        )
    return found
