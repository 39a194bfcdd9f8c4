"""D37: names and contents of attached files, in the list and in the page of each."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop_app.domain.people.attachments import PDF, TEXT
from desktop_app.language import Message
from desktop_app.services.clients.attachments import AttachmentLine, Opened, Stand
from desktop_app.ui.clients.attachments_view import AttachmentDialog, AttachmentsPart
from tests.ui.outside import Outside
from tests.ui.payloads import marker, payloads
from tests.ui.picture import prepare
from tests.ui.sweeping import Sweep


def _local(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC)


def test_attached_files_read_no_markup(
    qapp: QApplication, tmp_path: Path, outside: Outside
) -> None:
    texts, stands, sweep = payloads(marker(tmp_path)), list(Stand), Sweep()
    lines = [
        AttachmentLine(
            f"{at:032x}", "", text, (TEXT, PDF)[at % 2], 2000, 1000, text, text,
            stands[at % len(stands)], False, False,
        )
        for at, text in enumerate(texts)
    ]  # fmt: skip
    part = AttachmentsPart(_local)
    prepare(part)
    part.show_lines(lines, may_add=True)
    sweep.look(part, "the list")
    for line in lines:
        opened = Opened(line.name, line.media_type, line.name.encode())
        dialog = AttachmentDialog(line, opened, _local)
        dialog.show_problem(Message("test", "{name}", {"name": line.name}))
        dialog.show()
        sweep.look(dialog, f"the page of {line.id}")
        dialog.reject()
    assert sweep.faults == []
    shown = "\n".join(sweep.seen)
    assert [one for one in texts[:-3] if one[:60] not in shown] == []
