"""What is decided about the organisation: its communities, and which laptops belong to it; no Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from desktop_app.domain.fields import Value
from desktop_app.domain.roles import Role
from desktop_app.domain.words.folding import fold
from desktop_app.language import Message
from desktop_app.services.conflicts.reviewers import name_reviewer, named_reviewers
from desktop_app.services.session import NotAllowed
from desktop_app.services.trust.joining import Admission, EnrolmentRequest, InAlready, LaptopLine
from desktop_app.services.trust.organisation import Community, Organisation
from desktop_app.services.trust.papers import Papers
from desktop_app.ui.settings.services import SettingsServices
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs


@dataclass(frozen=True, slots=True)
class OrganisationState:
    """The organisation as this laptop sees it. office: it may be changed here.

    people: who works here, as (id, name). reviewers: who decides for a community that names
    somebody, by its id.
    may_let_in: laptops can be let in here, provisionally where this is not the office.
    """

    name: str
    digits: str
    office: bool
    communities: tuple[Community, ...]
    laptops: tuple[LaptopLine, ...]
    people: tuple[tuple[bytes, str], ...] = ()
    reviewers: Mapping[bytes, bytes] = field(default_factory=dict)
    may_let_in: bool = False


class OrganisationView(Protocol):
    """The organisation's part of the settings as its presenter sees it."""

    def show_organisation(self, state: OrganisationState, now: datetime) -> None:
        """Show communities and laptops. now: UTC."""

    def show_request(
        self,
        request: EnrolmentRequest,
        communities: Sequence[Community],
        roles: Sequence[Role] = tuple(Role),
        known: InAlready | None = None,
    ) -> None:
        """Show who wants to join, with the digits to compare, and what can be given. known: as what it
        is in already."""

    def show_let_in(self, laptop: str, file: str) -> None:
        """Say that the answer lies on the stick."""

    def show_working(self, words: Message | None) -> None:
        """Say what runs now; None: nothing runs any more."""


class OrganisationPresenter:
    """Decides for communities and laptops."""

    def __init__(
        self, view: OrganisationView, services: SettingsServices, jobs: Jobs, door: Door
    ) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        session = services.vault.session
        self._organisation, self._admission = Organisation(session), Admission(session)
        self._request: EnrolmentRequest | None = None

    def activate(self) -> None:
        """Ask for everything again."""
        self._request = None
        self._jobs.start(
            "organisation",
            lambda progress: self._read(),
            done=self._show,
            failed=self._failed,
        )

    def _show(self, state: OrganisationState) -> None:
        if self._request is None:  # it was read meanwhile, and is what is looked at now
            self._view.show_organisation(state, self._services.clock())

    def add_community(self, name: str, region: str, time_zone: str) -> None:
        """A new community, which the office then holds."""
        values: dict[str, Value] = {"name": name, "region": region, "time_zone": time_zone}
        self._jobs.start(
            "add a community",
            lambda progress: self._organisation.add_community(values),
            done=lambda made: self._done(
                Message("settings", "{name} is one of your communities now.", {"name": name})
            ),
            failed=self._failed,
        )

    def name_reviewer(self, community: str, person: str) -> None:
        """Say who decides the conflicts of a community; no person leaves it to its coordinators."""
        session = self._services.vault.session
        chosen = bytes.fromhex(person) if person else None
        self._jobs.start(
            "name a reviewer",
            lambda progress: name_reviewer(session, bytes.fromhex(community), chosen),
            done=lambda nothing: self._done(
                Message(
                    "settings", "Who decides is written down. It travels with the next bundles."
                )
            ),
            failed=self._failed,
        )

    def read_request(self, path: Path) -> None:
        """Look at the file of a laptop that wants to join."""
        self._jobs.start(
            "read the request",
            lambda progress: self._read_request(path),
            done=lambda all_of_it: self._requested(*all_of_it),
            failed=self._failed,
        )

    def _read_request(
        self, path: Path
    ) -> tuple[EnrolmentRequest, Sequence[Role], Sequence[Community]]:
        request = self._admission.read(path)
        if not self._organisation.may_let_in():
            raise NotAllowed
        return request, *self._organisation.offered()

    def let_in(self, role: Role, communities: Sequence[bytes], name: str, folder: Path) -> None:
        """The digits were compared: admit the laptop and write the answer into that folder."""
        request = self._request
        if request is None:
            return
        self._view.show_working(Message("settings", "Writing the answer"))
        self._jobs.start(
            "let in",
            lambda progress: self._admission.let_in(
                request, role, communities, folder, name, progress
            ),
            done=lambda path: self._let_in(name or request.name, path),
            failed=self._failed,
        )

    def refuse(self) -> None:
        """The digits are not the same: nothing is admitted."""
        self._door.problem(
            Message(
                "settings",
                "The laptop was not let in, and nothing was changed. Do not use this file again: "
                "ask for a new request, brought by somebody whom you know.",
            )
        )
        self.activate()

    def revoke(self, device: str) -> None:
        """Cut a laptop off, by its id: one way leads there, which says all that follows."""
        self._door.go("exchange", f"devices/stolen/{device}")

    def print_card(self, telephone: str) -> None:
        """Print the card of digits. telephone: of the office, "" to leave it out."""
        papers = Papers(self._services.vault)
        self._jobs.start(
            "card of digits",
            lambda progress: papers.card(telephone),
            done=lambda pdf: self._door.print_pdf(
                pdf, Message("settings", "Card with the digits of the organisation")
            ),
            failed=self._failed,
        )

    def _read(self) -> OrganisationState:
        organisation = self._organisation
        session = self._services.vault.session
        people = [(one.id, one.name) for one in session.require_trust().people.values()]
        return OrganisationState(
            organisation.name(),
            organisation.digits(),
            self._services.vault.session.is_office,
            tuple(organisation.communities()),
            tuple(self._admission.laptops()),
            tuple(sorted(people, key=lambda one: fold(one[1]))),
            named_reviewers(session),
            organisation.may_let_in(),
        )

    def _requested(
        self, request: EnrolmentRequest, roles: Sequence[Role], communities: Sequence[Community]
    ) -> None:
        self._request = request
        self._view.show_request(request, communities, roles, self._admission.in_already(request))

    def _let_in(self, laptop: str, path: Path) -> None:
        self._view.show_working(None)
        self._view.show_let_in(laptop, f"{path.parent.name}/{path.name}")
        self._door.changed()
        self.activate()

    def _done(self, words: Message) -> None:
        self._door.done(words)
        self._door.changed()
        self.activate()

    def _failed(self, words: Message) -> None:
        self._view.show_working(None)
        self._door.problem(words)
