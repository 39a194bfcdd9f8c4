"""Files whose time is over: rules propose, the office decides, nothing happens by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from desktop_app.domain.fields import Scope, Value
from desktop_app.domain.people.retention import FileDates, Rule, due_since
from desktop_app.services.clients.client_lines import Lines, today_of
from desktop_app.services.clients.client_values import checked_all, id_of
from desktop_app.services.clients.clients import Clients
from desktop_app.services.editing import Editor
from desktop_app.services.erasure.erasure import Erasures
from desktop_app.services.session import NotAllowed, NotHere, Session
from desktop_app.storage.database import Tables
from desktop_app.storage.retention import latest_of_clients
from desktop_app.storage.rows import Row
from desktop_app.sync.clock import moment_of
from desktop_app.sync.erasing import OWNER, Basis


@dataclass(frozen=True, slots=True)
class Proposal:
    """One file that a rule says something about. since: when its time was over. held: why the file
    is kept all the same, empty when nothing holds it."""

    client: str
    name: str
    rule: Rule
    since: date
    held: str


class Retention:
    """Rules and what they propose. Ids are 32 hexadecimal digits."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add_rule(self, values: Mapping[str, Value]) -> str:
        """A new rule; gives its id. Raises ValueRefused, NotAllowed."""
        session = self._session
        if not session.is_office:
            raise NotAllowed
        kind = session.registry["retention_rule"]
        with session.database.writing() as tables:
            told = checked_all(session, kind, values)
            rule = session.environment.new_id()
            editor = Editor(session, tables)
            editor.edit(kind, rule, session.scope(tables, Scope.ORGANISATION), told, new=True)
            editor.flush()
            return rule.hex()

    def drop_rule(self, rule_id: str) -> None:
        """Delete a rule. Raises NotHere, NotAllowed."""
        session = self._session
        kind = session.registry["retention_rule"]
        with session.database.writing() as tables:
            row = tables.rows.get(kind, id_of(rule_id))
            if row is None:
                raise NotHere
            editor = Editor(session, tables)
            editor.set_life(kind, row.id, tables.log.scopes()[row.scope], False)
            editor.flush()

    def rules(self) -> list[Rule]:
        """All rules, by name."""
        with self._session.database.reading() as tables:
            return self._rules(tables)

    def due(self) -> list[Proposal]:
        """What the rules propose today, file by file, the longest over first. Nothing is changed.

        A file whose erasure waits for a second signature is not proposed for it again.
        """
        with self._session.database.reading() as tables:
            return self._due(tables)

    def decide(self, proposals: Iterable[Proposal]) -> list[str]:
        """Carry out what the office chose; gives the ids of the files on which something was done.

        Each is looked at again: what is held, or no longer due, is passed over. Raises NotAllowed.
        """
        chosen = {(one.client, one.rule.id) for one in proposals}
        still = [one for one in self.due() if (one.client, one.rule.id) in chosen and not one.held]
        done: list[str] = []
        for one in still:
            if one.client in done:
                continue
            if one.rule.action == "erase":
                Erasures(self._session).erase(one.client, Basis.RETENTION)
            else:
                Clients(self._session).set(one.client, {"status": "closed"})
            done.append(one.client)
        return done

    def _rules(self, tables: Tables) -> list[Rule]:
        kind = self._session.registry["retention_rule"]
        found = []
        for row in tables.rows.select(kind, "WHERE life = 1 ORDER BY sort_key, id"):
            told = {one.name: row.value(one.name) for one in kind.fields}
            months = told["months"]
            found.append(
                Rule(
                    row.id.hex(), str(told["name"] or ""), str(told["since"] or ""),
                    months if isinstance(months, int) else 0, str(told["action"] or ""),
                    str(told["basis"] or ""), str(told["community"] or ""), str(told["status"] or ""),
                )
            )  # fmt: skip
        return found

    def _due(self, tables: Tables) -> list[Proposal]:
        rules = self._rules(tables)
        if not rules:
            return []
        kind, today = self._session.registry["client"], today_of(self._session)
        fields = [
            (one.name, field.name)
            for one in self._session.registry
            for field in one.fields
            if field.reference == OWNER
        ]
        latest = latest_of_clients(tables.connection, fields)
        names = Lines(tables, self._session)
        found = []
        trust = self._session.trust
        asked = set() if trust is None else Erasures(self._session).asked_for(tables)
        for row in tables.rows.select(kind, "WHERE life = 1 ORDER BY id"):
            dates = self._dates(row, latest.get(row.id.hex()))
            for rule in rules:
                since = due_since(rule, dates, today)
                if since is not None and not (rule.action == "erase" and row.id in asked):
                    held = str(row.value("legal_hold") or "")
                    name = names.name_of_id(row.id)
                    found.append(Proposal(row.id.hex(), name, rule, since, held))
        return sorted(found, key=lambda one: (one.since, one.client, one.rule.id))

    def _dates(self, row: Row, latest: int | None) -> FileDates:
        created = None if row.state.created is None else moment_of(row.state.created[0]).date()
        changed = row.state.changed
        newest = max(latest or 0, 0 if changed is None else changed[0])
        status = str(row.value("status") or "open")
        closed = None
        if status == "closed":
            heads = row.state.heads.get(row.type.field("status").number, ())
            closed = max((moment_of(head.hlc).date() for head in heads), default=None)
        first = row.value("first_contact")
        opened = _day(first) or created
        return FileDates(
            status,
            str(row.value("community") or ""),
            opened,
            moment_of(newest).date() if newest else None,
            closed,
        )


def _day(value: Value) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


__all__ = ["Proposal", "Retention"]
