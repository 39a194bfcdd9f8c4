"""Looking through the file of a colleague: what was seen, and what has to be done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from desktop_app.domain.fields import Value
from desktop_app.services.casework.file_quality import FileQuality
from desktop_app.services.casework.records import Record, Records
from desktop_app.services.clients.client_lines import today_of
from desktop_app.services.editing import Editor
from desktop_app.services.session import Session

KIND: Final = "file_review"


class FileReviews:
    """Writes and reads reviews of files. Ids are 32 hexadecimal digits."""

    def __init__(self, session: Session) -> None:
        self._session, self._records = session, Records(session)
        self._quality = FileQuality(session)

    def add(self, client: str, values: Mapping[str, Value]) -> str:
        """Write down what was seen in a file, with how complete it is today; gives the id.

        What has to be done becomes a task of whoever answers for the file, in the same act. Raises
        NotHere, NotAllowed, ValueRefused, UnknownField.
        """
        session, records = self._session, self._records
        day = today_of(session).isoformat()
        with session.database.writing() as tables:
            row = records.require(tables, "client", client)
            score = self._quality.judged(tables, [row.id])[row.id].score
            told = {
                "reviewed_on": day,
                "reviewer": session.person.hex(),
                "score": score,
                **values,
            }
            editor = Editor(session, tables)
            editor.begin_act()
            made = records.write_new(tables, editor, KIND, client, told)
            if told.get("to_do"):
                task: dict[str, Value] = {"title": told["to_do"], "by": "worker"}
                if row.value("owner"):
                    task["person"] = row.value("owner")
                records.write_new(tables, editor, "task", client, task)
            editor.flush()
            return made

    def of(self, client: str) -> tuple[Record, ...]:
        """The reviews of a file, the newest first."""
        found = self._records.of(client, KIND)
        return tuple(sorted(found, key=lambda one: (one.text("reviewed_on"), one.id), reverse=True))
