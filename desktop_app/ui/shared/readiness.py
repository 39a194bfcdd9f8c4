"""How ready an appointment is as a sign: its tone and its icon; free of Qt."""

from __future__ import annotations

from desktop_app.services.casework.meeting_readiness import Readiness

_SIGNS = {
    Readiness.TO_COMPLETE: ("info", "user-search"),
    Readiness.READY: ("done", "circle-check"),
}


def ready_sign(readiness: Readiness) -> tuple[str, str]:
    """The tone and the icon; that something is to be brought waits."""
    return _SIGNS.get(readiness, ("waits", "file-text"))
