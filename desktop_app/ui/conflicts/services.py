"""What the screen of conflicts is made with; free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from desktop_app.domain.fields import Registry
from desktop_app.services.casework.programs import stage_names
from desktop_app.services.clients.naming import raw_id
from desktop_app.services.conflicts.conflicts import Conflict, Conflicts
from desktop_app.services.exchange.exchange_lines import where
from desktop_app.services.session import Session
from desktop_app.services.trust.organisation import Organisation


@dataclass(frozen=True, slots=True)
class ConflictsServices:
    """The services behind the screen.

    names: what people and communities are called, by id. place_of: where the record of a conflict
    is opened (place, detail), empty when nowhere. clock: local time with its zone.
    """

    conflicts: Conflicts
    registry: Registry
    names: Callable[[], Mapping[str, str]]
    place_of: Callable[[Conflict], tuple[str, str]]
    clock: Callable[[], datetime]

    @classmethod
    def of(cls, session: Session, clock: Callable[[], datetime]) -> ConflictsServices:
        """Those of an open vault."""

        def names() -> Mapping[str, str]:
            trust = session.trust
            found = {one.id.hex(): one.name for one in Organisation(session).communities()}
            if trust is not None:
                found |= {one.id.hex(): one.name for one in trust.people.values()}
            with session.database.reading() as tables:
                return {**found, **stage_names(tables, session)}

        def place_of(conflict: Conflict) -> tuple[str, str]:
            raw = raw_id(conflict.entity)
            one = session.registry[conflict.entity_type]
            with session.database.reading() as tables:
                row = None if raw is None else tables.rows.get(one, raw)
                return ("", "") if row is None else where(one, row)

        return cls(Conflicts(session), session.registry, names, place_of, clock)
