"""Two files linked as one person, said to be two, and taken apart again, on laptops that work apart.

The groups that each laptop shows are worked out here a second time, by walking from link to link.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import Any, Final

from desktop_app.domain.fields import Value
from desktop_app.domain.people.links import DIFFERENT, SAME, link_id, pair_of
from desktop_app.storage.database import Tables
from tests.simulator.checks import require
from tests.simulator.fleet import OFFICE, Device
from tests.simulator.history import History
from tests.simulator.oracle import SHOWN
from tests.simulator.summary import Totals

Groups = dict[bytes, frozenset[bytes]]
_UNTOUCHED: Final = ("identity", "client", "note", "appointment")


class LinkHistory(History):
    """A history in which every third visit is a verdict on two files of one community."""

    def run(self) -> Totals:
        """Begin with some more files in each community, that all its laptops hold."""
        office = self.devices[OFFICE]
        for community in self.communities:
            for status in ("active", "waiting", "closed"):
                self.create(office, "client", {"status": status}, community)
        for laptop in self.devices[1:]:
            self.meet(office, laptop)
        return super().run()

    def edit(self) -> None:
        """Change a record; or join two files, part them, or take a verdict back."""
        match self.random.randrange(6):
            case 0:
                self.decide_about_two(SAME)
            case 1:
                self.decide_about_two(self.random.choice((SAME, DIFFERENT, None)))
            case 2:
                self.disagree()
            case _:
                super().edit()

    def delete(self) -> None:
        """Delete a record; whoever was linked with it is shown without it."""
        super().delete()
        for device in self.devices:
            check_groups(device)

    def restore_record(self) -> None:
        """Bring a record back, into its group."""
        super().restore_record()
        for device in self.devices:
            check_groups(device)

    def decide_about_two(self, verdict: Value) -> None:
        """Somebody says of two files that they are one person, or two, or says nothing any more."""
        device = self.device()
        pairs = self._pairs(device)
        if pairs:
            self._say(device, self.random.choice(pairs), verdict)

    def disagree(self) -> None:
        """Two people say different things of one pair, without hearing of each other."""
        first, second = self.random.sample(self.devices, 2)
        theirs = set(self._pairs(second))
        both = [one for one in self._pairs(first) if one in theirs]
        if both:
            pair = self.random.choice(both)
            self._say(first, pair, SAME)
            self._say(second, pair, DIFFERENT)

    def _pairs(self, device: Device) -> list[tuple[bytes, bytes, bytes]]:
        """Scope and ids of two files that somebody at a laptop may decide about."""
        by_scope: defaultdict[bytes, list[bytes]] = defaultdict(list)
        with device.database.reading() as tables:
            for _, client, scope, life in self.visible(device, tables, ("client",)):
                if life:
                    by_scope[scope.id].append(client)
        return [
            (scope, *pair_of(*two))
            for scope, found in by_scope.items()
            for two in combinations(found, 2)
        ]

    def _say(self, device: Device, about: tuple[bytes, bytes, bytes], verdict: Value) -> None:
        self.sit_down(device)
        scope_id, a, b = about
        with device.database.reading() as tables:
            scope = next(one for one in tables.log.scopes().values() if one.id == scope_id)
            before = _written(tables)
        values: dict[str, Value] = {
            "a": a.hex(),
            "b": b.hex(),
            "about": "client",
            "verdict": verdict,
            "keep": self.random.choice((a, b)).hex(),
        }
        kind = device.session.registry["link"]
        self.write(device, (kind, link_id(a, b), scope), values)
        with device.database.reading() as tables:
            require(_written(tables) == before, "a verdict rewrites nothing", device.name)
        check_groups(device)

    def check_end(self, staying: list[Device]) -> None:
        """As always, and everybody who holds the same files shows the same groups."""
        super().check_end(staying)
        shown: dict[frozenset[bytes], Groups] = {}
        for device in staying:
            found = check_groups(device)
            held = frozenset(grant.id for grant in device.certificate().scopes)
            require(
                shown.setdefault(held, found) == found, "the same groups everywhere", device.name
            )


def check_groups(device: Device) -> Groups:
    """What a laptop shows as one is what its links say; gives the groups by member."""
    with device.database.reading() as tables:
        rows = tables.connection.run("SELECT member, lead FROM grouped").all()
        expected = _walked(tables)
        leads = dict(tuple(row) for row in rows)
        require(set(leads) == set(expected), "who is in a group", device.name)
        for member, group in expected.items():
            ours = frozenset(one for one, lead in leads.items() if lead == leads[member])
            require(ours == group, "a group", device.name, ours, group)
            require(leads[member] in group, "who leads is one of them", device.name)
        # A file that two people handed over to different places is shown in both.
        shown = tables.connection.run("SELECT id FROM client WHERE life = 1").all()
        listed = sum(row[0] not in leads or row[0] == leads[row[0]] for row in shown)
        counted = _count(tables)
        require(counted == listed, "a group counts once", device.name, counted, listed)
        return expected


def _count(tables: Tables) -> int:
    from desktop_app.storage.people import PeopleTables

    return PeopleTables(tables.connection, tables.registry).count(None)


def _walked(tables: Tables) -> Groups:
    """Groups of live clients, by walking along every link on which only 'the same' stands."""
    kind = tables.registry["link"]
    verdict = kind.field("verdict").number
    beside: defaultdict[bytes, set[bytes]] = defaultdict(set)
    # Of two files that moved there may be verdicts in two communities; the first scope's counts.
    scopes = tables.log.scopes()
    said: dict[tuple[bytes, bytes], tuple[bytes, bool]] = {}
    for row in tables.rows.select(kind, ""):
        if row.state.life() and row.value("a") and row.value("b"):
            a, b = (bytes.fromhex(str(row.value(name))) for name in ("a", "b"))
            standing = {head.value for head in row.state.heads.get(verdict, ())}
            # Where one took the verdict back and another changed it, none stands until it is decided.
            told = (scopes[row.scope].id, standing == {SAME} and row.state.life() == SHOWN)
            said[a, b] = min(told, said.get((a, b), told))
    for (a, b), (_, same) in said.items():
        if same:
            beside[a].add(b)
            beside[b].add(a)
    live = {
        row.id for row in tables.rows.select(tables.registry["client"], "") if row.state.life() == 1
    }
    groups: Groups = {}
    for start in beside:
        reached, waiting = {start}, [start]
        while waiting:
            for one in beside[waiting.pop()] - reached:
                reached.add(one)
                waiting.append(one)
        members = frozenset(reached & live)
        if start in members and len(members) > 1:
            groups[start] = members
    return groups


def _written(tables: Tables) -> list[Any]:
    """Everything that is written in files, as it stands."""
    return [
        tables.connection.run(f'SELECT n, state, items, changed_hlc FROM "{kind}" ORDER BY n').all()
        for kind in _UNTOUCHED
        if any(one.name == kind for one in tables.registry)  # an older release knows fewer
    ]
