"""What the office decides while others go on working: rights narrowed and widened, late work."""

from __future__ import annotations

from desktop_app.domain.fields import Scope
from desktop_app.domain.roles import Role, may_write
from desktop_app.services.exchange.exchange import PARKED, PARTIAL, REFUSED
from desktop_app.services.trust.judging import judge_of
from desktop_app.services.trust.late_work import LateWork
from desktop_app.services.trust.rights import Rights
from desktop_app.storage.log import ERASED
from desktop_app.sync.statements import ACTIVE
from tests.simulator.checks import require
from tests.simulator.fleet import OFFICE, Device
from tests.simulator.post import Post

RIDGE = 4


class TrustMoves(Post):
    """Moves of the office that change what may count."""

    def writable(self, device: Device, scope: Scope) -> list[bytes]:
        """Communities in which laptop and person may write that kind of scope."""
        places = super().writable(device, scope)
        person = device.session.require_trust().people.get(device.session.person)
        if person is None or person.role is Role.OFFICE:
            return places
        if not may_write(person.role, scope):
            return []
        return [one for one in places if one in person.communities]

    def change_rights(self) -> None:
        """The office narrows or widens where the second person of a laptop may work."""
        office = self.devices[OFFICE]
        person, _ = self.devices[RIDGE].people[1]
        places = self.random.sample(self.communities, self.random.randint(1, 3))
        Rights(office.session).change_person(person, Role.WORKER, places)
        self.gaps = True
        self.totals.rights += 1

    def lost(self) -> Device | None:
        """The laptop that was cut off, if one was."""
        return None if self.revoked is None else self.devices[self.revoked]

    def late_bundle(self) -> None:
        """A stick of the lost laptop turns up at the office, which keeps it aside."""
        lost, office = self.lost(), self.devices[OFFICE]
        if lost is None:
            return
        if self.random.random() < 0.6:
            self.edit_at(lost)
        line = office.session.require_trust().roster.get(lost.id)
        if line is None or line.status == ACTIVE:
            return  # an office that was put back does not know of it yet
        before = lost.session.require_trust().certificates[office.id]
        data = lost.write([before])
        self.written(data, lost, [office])
        told = office.take_in(data)
        self.totals.bundles += 1
        self.totals.late += told.outcome == PARTIAL
        # An office that was put back lacks what came before it.
        put_back = (PARKED,) if OFFICE in self.relapsed else ()
        require(
            (
                told.outcome in (PARTIAL, REFUSED, *put_back)
                and told.reason in ("beyond_cut", "gap", "revoked_sender", "person_may_not_write")
            )
            or (told.reason == "not_for_this_device" and self.too_old(office, data))
            or self.admitted,
            "late work is kept aside",
            told.outcome,
            told.reason,
        )

    def check_admitted(self, device: bytes) -> None:
        """All that the office holds of a laptop is within what it lets count, or was erased."""
        session = self.devices[OFFICE].session
        with session.database.reading() as tables:
            judge, scopes = judge_of(session), tables.log.scopes()
            for feed in tables.log.feeds().values():
                if feed.device == device:
                    extent = judge.rule(device, feed.id, scopes[feed.scope].id).extent
                    beyond = tables.log.entries(feed.number, (extent or 0) + 1, feed.seq)
                    require(
                        all(one.state == ERASED for one in beyond),
                        "admitted work counts",
                        extent,
                        feed.seq,
                    )

    def admit_late(self) -> None:
        """The office lets late work of the lost laptop count."""
        work = LateWork(self.devices[OFFICE].session)
        for one in work.list():
            if self.random.random() < 0.3:
                work.discard(one.name)
            else:
                work.admit(one.name)
                self.check_admitted(one.device)
                self.admitted = True
                self.totals.admitted += 1
