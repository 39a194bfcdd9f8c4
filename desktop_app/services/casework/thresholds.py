"""From when on a file asks to be looked at: numbers that the office settles for everybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Final

from desktop_app.domain.casework.alerts import Thresholds
from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import Scope
from desktop_app.language import Message
from desktop_app.services.editing import Editor, derived_id
from desktop_app.services.session import NotAllowed, Session
from desktop_app.storage.database import Tables

MOST: Final = 400
"""More weeks or days than that say nothing."""

_PREFIX: Final = "alerts."
NAMES: Final = tuple(one.name for one in fields(Thresholds))


class ThresholdWrong(PortageError):
    """A number that no rule can go by."""

    code = "threshold_wrong"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "alerts",
                "A number from 0 to {n} is needed; 0 switches the rule off. Nothing was changed.",
                {"n": MOST},
            )
        )


def thresholds_of(tables: Tables, session: Session) -> Thresholds:
    """What is settled; what nobody settled is as this release has it.

    Where two offices wrote a setting apart, the smaller number stands: it says more, not less.
    """
    kind = session.registry["setting"]
    found: dict[str, int] = {}
    for row in tables.rows.select(kind, "WHERE life = 1 AND f_name LIKE 'alerts.%'"):
        name, value = str(row.value("name") or "").removeprefix(_PREFIX), row.value("value")
        text = str(value or "").strip()
        if (
            name in NAMES
            and text.isascii()
            and text.isdecimal()
            and len(text) < 9
            and int(text) <= MOST
        ):
            found[name] = min(found.get(name, MOST), int(text))
    return Thresholds(**found)


class AlertSettings:
    """Reads the numbers, and changes them where the office's rights are."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def thresholds(self) -> Thresholds:
        """The numbers in force."""
        with self._session.database.reading() as tables:
            return thresholds_of(tables, self._session)

    def set(self, values: Mapping[str, int]) -> None:
        """Settle some of the numbers, by their names. Raises NotAllowed, ThresholdWrong."""
        session = self._session
        if not session.is_office:
            raise NotAllowed
        if any(not 0 <= number <= MOST for number in values.values()):
            raise ThresholdWrong
        kind = session.registry["setting"]
        with session.database.writing() as tables:
            scope = session.scope(tables, Scope.ORGANISATION)
            before = asdict(thresholds_of(tables, session))
            editor = Editor(session, tables)
            editor.begin_act()
            for name, number in values.items():
                if before[name] == number:
                    continue
                # Two offices that settle it at once write into one record.
                made = derived_id(
                    session.require_trust().organisation[:16], f"setting alerts.{name}"
                )
                told = {"name": f"{_PREFIX}{name}", "value": str(number)}
                new = tables.rows.get(kind, made) is None
                editor.edit(kind, made, scope, told, new=new)
            editor.flush()
