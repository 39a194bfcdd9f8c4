"""The organisation: its digits, its communities, its laptops, and letting one in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.domain.roles import ROLE_NAMES, Role
from desktop_app.domain.words.calendar_words import time_since
from desktop_app.domain.words.regions import REGIONS, zone_place
from desktop_app.language import Message
from desktop_app.services.trust.joining import EnrolmentRequest, InAlready, LaptopLine
from desktop_app.services.trust.organisation import Community
from desktop_app.ui.settings.laptops import OrganisationState
from desktop_app.ui.settings.parts import Part, button, button_row, heading
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.buttons import Kind
from desktop_app.ui.shared.digits import Digits
from desktop_app.ui.shared.fields import Check, ChoiceField, TextField
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.labels import Heading, PlainLabel, Second, State
from desktop_app.ui.shared.lists import Card, CardList
from desktop_app.ui.shared.look import Size, space
from desktop_app.ui.shared.page import SideBySide
from desktop_app.ui.shared.words import Words

_REGION_NAMES = {region.code: region.name for region in REGIONS}


class OrganisationPart(Part):
    """let_in_said: role, communities, another name ("" for the one asked for). reviewer_asked:
    the community for which somebody is to be named."""

    community_asked = Signal()
    reviewer_asked = Signal(object)
    request_asked = Signal()
    revoke_asked = Signal(str)
    card_asked = Signal()
    let_in_said = Signal(object, object, str)
    different_said = Signal()
    request_left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._written: Message | None = None

    def show_organisation(self, state: OrganisationState, now: datetime) -> None:
        """Show communities and laptops; buttons only where this laptop is the office."""
        self.empty()
        if self._written is not None:
            self.inside.addWidget(Banner(State.DONE, self._written))
            self._written = None
        both = SideBySide((16, 11))
        self.inside.addWidget(both)
        self._laptops(both.main, state, now)
        both.side.addWidget(
            heading(
                state.name,
                Message(
                    "settings",
                    "The digits of the organisation. A new laptop compares them with the printed card before it joins.",
                ),
            )
        )
        both.side.addWidget(Digits(state.digits, Message("settings", "Digits of the organisation")))
        both.side.addWidget(
            button_row(
                button(Message("settings", "Print the card"), self.card_asked.emit, "printer")
            )
        )
        both.side.addSpacing(space(3))
        self._communities(both.side, state)

    def note_let_in(self, laptop: str, file: str) -> None:
        """The next picture of the organisation begins with what was just written."""
        self._written = Message(
            "settings",
            "{laptop} is let in. The answer is written: {file}. You may remove the stick and bring it to the laptop.",
            {"laptop": laptop, "file": file},
        )

    def show_request(
        self,
        request: EnrolmentRequest,
        communities: Sequence[Community],
        roles: Sequence[Role] = tuple(Role),
        known: InAlready | None = None,
    ) -> None:
        """Show who wants to join, with the digits to compare and what it may hold.

        known: as what it is in already. One that asks once more goes on as it was, unless somebody
        says otherwise.
        """
        self.empty()
        told = {"laptop": request.name, "person": request.person_name}
        self.inside.addWidget(Heading(Message("settings", "{laptop} wants to join", told), level=1))
        self.inside.addWidget(
            PlainLabel(
                Message(
                    "settings",
                    "{person} works on it. Let the digits be read to you from that laptop, by a voice that you know.",
                    told,
                ),
                size=Size.SECTION,
            )
        )
        self.inside.addWidget(Digits(request.digits, Message("settings", "Digits of the laptop")))
        role = ChoiceField(
            Message("settings", "What the laptop is for"),
            [(one.value, _role(one)) for one in roles],
            required=True,
        )
        as_before = known is not None and known.role in roles
        role.set_value((known.role if known and as_before else Role.WORKER).value)
        self.inside.addWidget(role)
        name = TextField(Message("settings", "Name in the list of laptops"), width_letters=30)
        name.set_value(known.name if known else request.name)
        self.inside.addWidget(name)
        self.inside.addWidget(heading(Message("settings", "Communities whose files it holds")))
        boxes = [(Check(one.name), one) for one in communities]
        holder = QWidget()
        flow = FlowLayout(holder, gap=space(5))
        for box, one in boxes:
            box.setChecked(one.id in known.communities if known else len(boxes) == 1)
            flow.addWidget(box)
        self.inside.addWidget(holder)

        def same() -> None:
            held = tuple(one.id for box, one in boxes if box.isChecked())
            typed = str(name.value() or request.name)
            asked = "" if typed == request.name else typed
            self.let_in_said.emit(Role(str(role.value())), held, asked)

        self.inside.addSpacing(space(3))
        self.inside.addWidget(
            button_row(
                button(Message("settings", "Back"), self.request_left.emit, "arrow-left"),
                button(
                    Message("settings", "The digits are not the same"),
                    self.different_said.emit,
                    "x",
                ),
                button(
                    Message("settings", "They are the same: let it in"), same, "check", Kind.PRIMARY
                ),
            )
        )
        role.take_focus()

    def _laptops(self, column: QVBoxLayout, state: OrganisationState, now: datetime) -> None:
        column.addWidget(heading(Message("settings", "Laptops")))
        cards = CardList(Message("settings", "Laptops"))
        cards.show_cards(
            [_laptop_card(str(at), one, state, now) for at, one in enumerate(state.laptops)]
        )
        cards.acted.connect(lambda key: self._ask_revoke(state.laptops[int(key)]))
        column.addWidget(cards)
        if state.office or state.may_let_in:
            column.addWidget(
                button_row(
                    button(
                        Message("settings", "Let a laptop in"),
                        self.request_asked.emit,
                        "laptop",
                        Kind.PRIMARY,
                    )
                )
            )
        else:
            column.addWidget(
                Second(Message("settings", "Only the office lets laptops in or cuts them off."))
            )

    def _ask_revoke(self, line: LaptopLine) -> None:
        self.revoke_asked.emit(line.device)

    def _communities(self, column: QVBoxLayout, state: OrganisationState) -> None:
        column.addWidget(heading(Message("settings", "Communities")))
        cards = CardList(Message("settings", "Communities"))
        cards.show_cards(
            [
                Card(
                    one.id.hex(),
                    one.name,
                    _reviewed(one, state),
                    icon="map-pinned",
                    icon_ink="accent",
                    action=Message("settings", "Who decides") if state.office else None,
                )
                for one in state.communities
            ]
        )
        by_id = {one.id.hex(): one for one in state.communities}
        cards.acted.connect(lambda key: self.reviewer_asked.emit(by_id[key]))
        column.addWidget(cards)
        if state.office:
            column.addWidget(
                button_row(
                    button(
                        Message("settings", "Add a community"), self.community_asked.emit, "plus"
                    )
                )
            )


def _role(role: Role) -> Callable[[], str]:
    def words() -> str:
        said = str(ROLE_NAMES[role])
        return said[:1].upper() + said[1:]

    return words


def _place(community: Community) -> Message:
    region = _REGION_NAMES.get(community.region)
    return Message(
        "settings",
        "{region} · local time of {place}",
        {
            "region": region if region is not None else community.region,
            "place": zone_place(community.time_zone),
        },
    )


def _reviewed(community: Community, state: OrganisationState) -> Words:
    """Where a community is, and who decides its conflicts when somebody is named."""
    name = dict(state.people).get(state.reviewers.get(community.id, b""), "")
    if not name:
        return _place(community)

    def words() -> str:
        decides = Message("settings", "{name} takes the decisions", {"name": name})
        return f"{_place(community)} · {decides}"

    return words


def _laptop_card(key: str, line: LaptopLine, state: OrganisationState, now: datetime) -> Card:
    badge = (
        (State.DONE, Message("devices", "in use"))
        if line.active
        else (State.DANGER, Message("settings", "cut off"))
    )
    if line.active and line.provisional:
        badge = (State.WAITS, Message("settings", "provisional"))
    may_revoke = state.office and line.active and not line.own
    return Card(
        key,
        line.name,
        _about(line, len(state.communities), now),
        icon="laptop",
        icon_ink="accent" if line.active else "ink_second",
        badge=badge,
        action=Message("settings", "Cut off…") if may_revoke else None,
    )


def _about(line: LaptopLine, all_communities: int, now: datetime) -> Words:
    def words() -> str:
        parts = [str(line.role)]
        if len(line.communities) == all_communities:
            parts.append(str(Message("settings", "all communities")))
        elif line.communities:
            parts.append(", ".join(line.communities))
        if line.own:
            parts.append(str(Message("settings", "this laptop")))
        elif line.heard_at:
            ago = time_since(datetime.fromtimestamp(line.heard_at / 1000, UTC), now)
            parts.append(str(Message("settings", "last heard {ago}", {"ago": ago})))
        else:
            parts.append(str(Message("settings", "not heard yet")))
        return " · ".join(parts)

    return words
