"""What the screen of doubles is made with; free of Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from desktop_app.domain.fields import Registry
from desktop_app.services.duplicates.last_answer import LastAnswer
from desktop_app.services.duplicates.likely_pairs import Duplicates
from desktop_app.services.duplicates.links import Links
from desktop_app.services.processes.writer import WriterTask, run
from desktop_app.services.progress import Progress
from desktop_app.services.undo import Undo
from desktop_app.services.vault.vaults import OpenVault


@dataclass(frozen=True, slots=True)
class DuplicatesServices:
    """The services behind the screen.

    compare: compares what is new, or everything; gives how many pairs wait. clock: local time with
    its zone.
    """

    duplicates: Duplicates
    links: Links
    registry: Registry
    compare: Callable[[bool, Progress], int]
    last: LastAnswer
    clock: Callable[[], datetime]

    @classmethod
    def of(cls, vault: OpenVault, undo: Undo, clock: Callable[[], datetime]) -> DuplicatesServices:
        """Those of an open vault; comparing is done in the writer process. undo: the window's."""
        session = vault.session

        def compare(everything: bool, progress: Progress) -> int:
            if session.database.read_only:
                return Duplicates(session).count()
            told = {"everything": everything}
            task = WriterTask(vault.folder, vault.key, session.person, "find_duplicates", told)
            return int(run(task, progress))

        return cls(
            Duplicates(session),
            Links(session),
            session.registry,
            compare,
            LastAnswer(session, undo),
            clock,
        )
