"""A laptop with a bundle of 200 entries over three scopes, crashed at one point after another."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from desktop_app.services.clients.clients import Clients
from desktop_app.services.directory.directory import Directory
from desktop_app.services.exchange.exchange import APPLIED, DUPLICATE, Exchange
from desktop_app.services.session import Session
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.vault.checking import check
from tests.builders import Bundle, bundle_for
from tests.faults.laptop import Laptop, a_laptop_with_work, is_whole
from tests.faults.work import opened
from tests.faults.workers import Workers
from tests.hostile.laptops import copy_of, restore, state_of

PEOPLE: Final = 60
"""Each brings an entry to the names and two to the cases; the office adds the directory."""

KINDS: Final = ("sql", "disk")
WORK: Final = ("bundle", "export")
ENDS: Final = ("kill", "full", "unplugged")
TOLD: Final = {"disk_fault", "disk_full", "read_only", "medium_removed", "busy"}


@dataclass
class Exchanging:
    """laptop: has 200 entries that the office lacks, and a bundle of 200 that it lacks itself."""

    laptop: Laptop
    workers: Workers
    points: dict[tuple[str, str], int]
    spare: Session

    def crash(self, work: str, kind: str, nth: int, what: str) -> list[list[Any]]:
        """Begin anew, and let that happen at that point of the work; gives what the child said."""
        self.laptop.put_back()
        # A stick that is pulled out fails alone; a full disk fails everywhere.
        pulled = self.laptop.stick if work == "export" else self.laptop.folder
        point = {"kind": kind, "nth": nth, "what": what, "under": str(pulled)}
        if what != "unplugged":
            point["under"] = str(self.laptop.folder.parent)
        self.workers.start(self.laptop.job(work) | {"point": point})
        words, _ = self.workers.rest()
        return words

    def prove(self, work: str, kind: str, nth: int, what: str) -> bool:
        """Crash there and prove what is left; gives whether the point was met."""
        words = self.crash(work, kind, nth, what)
        said = f"{work}, {kind} {nth}, {what}: {words}"
        assert not [word for word in words if word[0] == "mistake"], said
        failed = {str(word[1]) for word in words if word[0] == "failed"}
        assert failed <= TOLD, said
        done = any(word[0] == work and word[1] != "refused" for word in words)
        assert not (done and failed), said
        with opened(self.laptop.job(work)) as vault:
            problems = [one.code for one in check(vault).problems]
            assert problems == [], said
            session = vault.session
            if work == "bundle":
                now = state_of(session)
                assert now in (self.laptop.before, self.laptop.after["bundle"]), said
                assert not done or now == self.laptop.after["bundle"], said
                again = Exchange(session).take_in(Bundle(self.laptop.laptop.bundle.read_bytes()))
                whole = now == self.laptop.after["bundle"]
                assert again.outcome == (DUPLICATE if whole else APPLIED), (said, again)
                assert state_of(session) == self.laptop.after["bundle"], said
            else:
                found = list(self.laptop.stick.rglob("*.portage"))
                assert all(is_whole(self.laptop.office, one) for one in found), said
                promised = {word[1] for word in words if word[0] == "export"}
                assert promised <= {str(one) for one in found}, said
                self._office_has_all(session, said)
        return bool(failed) or not done

    def _office_has_all(self, session: Session, said: str) -> None:
        """The next bundle for the office brings it everything, whatever the first try became."""
        restore(self.spare, self.laptop.office)
        out = io.BytesIO()
        own = session.require_trust().certificates[self.laptop.office.device]
        exchange = Exchange(session)
        exchange.record(exchange.write([own], out), "again")
        told = Exchange(self.spare).take_in(Bundle(out.getvalue()))
        assert told.outcome == APPLIED, (said, told)
        assert set(self.laptop.after["export"]) <= set(state_of(self.spare)), said

    def all_points(self, work: str) -> Iterator[tuple[str, int]]:
        for kind in KINDS:
            for nth in range(1, self.points[work, kind] + 1):
                yield kind, nth

    def spread(self, work: str, kind: str, number: int, shift: int = 0) -> list[int]:
        """So many of the points, evenly over the work."""
        count = self.points[work, kind]
        return sorted({1 + (shift + at * count // number) % count for at in range(number)})


def exchanging(folder: Path, workers: Workers) -> Exchanging:
    """Ready to be crashed; the points of both pieces of work are counted."""
    laptop = a_laptop_with_work(folder, 1)
    office = laptop.office
    with opened(laptop.job("export")) as vault:
        _work(vault.session, "Nord")
        laptop.kept.rename(folder / "before the work")
        laptop.before = state_of(vault.session)
    before = copy_of(office)
    _work(office, "Bureau")
    for number in range(20):
        Directory(office).add("organisation", {"name": f"Organisme Exemple {number}"})
    with opened(laptop.job("bundle")) as vault:
        laptop.laptop.bundle.write_bytes(bundle_for(office, vault.session).data)
    restore(office, before)
    laptop.laptop.keep(laptop.kept)
    made = Exchanging(laptop, workers, {}, copy_of(office))
    for work in WORK:
        words = made.crash(work, "sql", 0, "kill")
        assert [word for word in words if word[0] == work], words
        found = next(word for word in words if word[0] == "points")
        made.points[work, "sql"], made.points[work, "disk"] = int(found[1]), int(found[2])
        with opened(laptop.job(work)) as vault:
            laptop.after[work] = state_of(vault.session)
    laptop.after["export"] = laptop.before
    return made


def _work(session: Session, family: str) -> None:
    towns = Organisation(session).own_communities()
    clients = Clients(session)
    for number in range(PEOPLE):
        town = towns[number % len(towns)].name
        clients.add(
            {"given": f"Ana {number}", "family": f"{family}-Exemple", "community": town},
            note=f"Rencontre {number}.",
        )
