"""The settings: parts chosen by a row of buttons, one part under it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final, cast

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtWidgets import (
    QButtonGroup,
    QPlainTextEdit,
    QWidget,
)

from desktop_app.domain.roles import Role
from desktop_app.language import Message, current_language
from desktop_app.services.erasure.incidents import Incident
from desktop_app.services.erasure.retention import Proposal
from desktop_app.services.progress import Step
from desktop_app.services.trust.beginning import Judged, propose
from desktop_app.services.trust.joining import REQUEST_ENDING, EnrolmentRequest, InAlready
from desktop_app.services.trust.keepers import KeepersState
from desktop_app.services.trust.organisation import Community
from desktop_app.services.vault.backups import Backup
from desktop_app.services.vault.checking import CheckReport
from desktop_app.settings import Settings
from desktop_app.ui.settings.dialogs import (
    AddCommunity,
    AddPerson,
    AskingDialog,
    ChangePassphrase,
    NameReviewer,
    erasing_decision,
    removal_decision,
    renewal_decision,
    restore_decision,
    shortening_decision,
)
from desktop_app.ui.settings.erasures import signing_decision
from desktop_app.ui.settings.laptops import OrganisationState
from desktop_app.ui.settings.look_part import LookPart
from desktop_app.ui.settings.organisation_part import OrganisationPart
from desktop_app.ui.settings.others import what_others_made
from desktop_app.ui.settings.parts import Part, heading
from desktop_app.ui.settings.people import PeopleState, PersonLine
from desktop_app.ui.settings.people_dialogs import (
    ChangePerson,
    ForgottenPassphrase,
    NewPapers,
    leaving_decision,
)
from desktop_app.ui.settings.people_part import PeoplePart
from desktop_app.ui.settings.presenter import BackupState, VaultState
from desktop_app.ui.settings.privacy import PrivacyState
from desktop_app.ui.settings.privacy_dialogs import (
    change_incident_dialog,
    incident_dialog,
    rule_dialog,
)
from desktop_app.ui.settings.privacy_part import PrivacyPart
from desktop_app.ui.settings.vault_part import BackupPart, VaultPart, backup_title
from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.choosing_files import choose_file, choose_folder, choose_new
from desktop_app.ui.shared.dialogs import Decision, Dialog
from desktop_app.ui.shared.door import LET_IN
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.labels import Heading, PlainLabel
from desktop_app.ui.shared.look import Size, scaled, space
from desktop_app.ui.shared.page import ScrollPage
from desktop_app.ui.shared.record_dialog import RecordDialog
from desktop_app.ui.shared.rooms import OfficeRoom, Room
from desktop_app.ui.shared.words import say

LOOK, VAULT, BACKUPS, ORGANISATION, ABOUT = "look", "vault", "backups", "organisation", "about"
PEOPLE = "people"
PRIVACY = "privacy"
PARTS: Final = (
    (LOOK, Message("settings", "Look and language"), "languages"),
    (VAULT, Message("settings", "This vault"), "lock"),
    (BACKUPS, Message("settings", "Backups and check"), "hard-drive"),
    (ORGANISATION, Message("settings", "Organisation"), "building-2"),
    (PEOPLE, Message("settings", "People and papers"), "users-round"),
    (PRIVACY, Message("settings", "Privacy"), "shield-alert"),
    (ABOUT, Message("settings", "About Portage"), "info"),
)
"""The parts that every vault has: their names in a route, their titles and icons."""


class AboutPart(Part):
    """Which Portage this is, and what others made of it."""

    def __init__(self, version: str) -> None:
        super().__init__()
        # The name of the program is the same in every language.
        self.inside.addWidget(PlainLabel(f"Portage {version}", size=Size.TITLE, bold=True))
        self.inside.addWidget(
            PlainLabel(
                Message(
                    "settings",
                    "Free software under the GNU General Public License, version 3 or later. It opens no network connection.",
                )
            )
        )
        self.inside.addWidget(heading(Message("settings", "What others made")))
        self.text = _Reading()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.inside.addWidget(self.text)
        self.retranslate()

    def retranslate(self) -> None:
        """Say what others made, and what the text is."""
        self.text.setPlainText(what_others_made())
        self.text.setAccessibleName(say(Message("settings", "What others made")))


class _Reading(QPlainTextEdit):
    """A text to read, tall enough for a good part of it."""

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), scaled(400))


class SettingsScreen(ScrollPage):
    """Shows the parts and emits what the person asks for.

    choose_folder, choose_file, choose_new: ask for a folder, a file of that ending, a new file of
    that name; None when the person leaves.
    """

    changed = Signal(str, object)
    passphrase_given = Signal(str, str)
    person_given = Signal(str, str)
    removal_said = Signal(str)
    passphrase_typed = Signal(str, str)
    print_paper_asked = Signal(str)
    save_paper_asked = Signal(str, object)
    backup_asked = Signal()
    copy_chosen = Signal(object)
    restore_said = Signal(object)
    check_asked = Signal()
    stop_asked = Signal()
    community_given = Signal(str, str, str)
    reviewer_given = Signal(str, str)
    request_chosen = Signal(object)
    let_in_said = Signal(object, object, str, object)
    different_said = Signal()
    request_left = Signal()
    revoke_said = Signal(str)
    card_asked = Signal()
    leaving_said = Signal(object, str)
    rights_given = Signal(object, str, object, object)
    papers_given = Signal(int, bool, object, object)
    print_keeper_asked = Signal(int)
    save_keeper_asked = Signal(int, object)
    put_away_said = Signal(int)
    help_given = Signal(str, str)
    print_help_asked = Signal()
    help_left = Signal()
    erasure_signed = Signal(str)
    key_life_said = Signal(int, int)
    renewal_said = Signal()
    proposals_decided = Signal(object)
    register_asked = Signal()
    rule_given = Signal(object)
    incident_given = Signal(object)
    incident_changed = Signal(str, object)
    register_named = Signal(object)
    asked_again = Signal()

    help_topic = "settings"

    def __init__(self, version: str, rooms: Sequence[Room] = ()) -> None:
        """rooms: further parts, which live in folders of their own; made when first shown."""
        super().__init__()
        self._rooms = {room.key: room for room in rooms}
        self._made: dict[str, QWidget] = {}
        self.choose_folder: Callable[[Message], Path | None] = self._ask_folder
        self.choose_file: Callable[[Message, str], Path | None] = self._ask_file
        self.choose_new: Callable[[Message, str], Path | None] = self._ask_new
        self.dialog: Dialog | None = None
        self._region = ""
        self._organised: OrganisationState | None = None
        self._wants_in: Path | None = None
        column = self.column
        column.addWidget(Heading(Message("settings", "Settings")))
        self.look, self.vault = LookPart(), VaultPart()
        self.backups, self.organisation = BackupPart(), OrganisationPart()
        self.people = PeoplePart()
        self.privacy = PrivacyPart()
        self.about = AboutPart(version)
        self._parts: dict[str, Part] = {
            LOOK: self.look,
            VAULT: self.vault,
            BACKUPS: self.backups,
            ORGANISATION: self.organisation,
            PEOPLE: self.people,
            PRIVACY: self.privacy,
            ABOUT: self.about,
        }
        row = QWidget()
        flow = FlowLayout(row, gap=space(2))
        self._group = QButtonGroup(self)
        self.tabs: dict[str, Button] = {}
        shown = list(PARTS)
        shown[-1:-1] = [(room.key, room.words, room.icon) for room in rooms]
        for key, words, icon in shown:
            tab = Button(words, icon_name=icon)
            tab.setCheckable(True)
            tab.clicked.connect(lambda checked=False, k=key: self.show_detail(k))
            self._group.addButton(tab)
            self.tabs[key] = tab
            flow.addWidget(tab)
        column.addWidget(row)
        for part in self._parts.values():
            column.addWidget(part)
        column.addStretch(1)
        self._join()
        self.show_detail(LOOK)

    def activate(self) -> None:
        """Ask for everything again."""
        self.asked_again.emit()
        for room in self._made.values():
            cast(OfficeRoom, room).activate()
        if self._wants_in is not None:
            self.request_chosen.emit(self._wants_in)
            self._wants_in = None

    def show_detail(self, detail: str) -> None:
        """Show a part by its name; "" keeps the one that is shown.

        "let-in/" and a path: read the request of a laptop that wants to join, which lies there.
        """
        if detail.startswith(LET_IN):
            self._wants_in = Path(detail.removeprefix(LET_IN))
            detail = ORGANISATION
        if detail in self._rooms and detail not in self._made:
            made = self._rooms[detail].make()
            self._made[detail] = made
            self.column.insertWidget(self.column.count() - 1, made)
            cast(OfficeRoom, made).activate()
        if detail in self._parts or detail in self._made:
            for key, part in self._parts.items():
                part.setVisible(key == detail)
            for key, room in self._made.items():
                room.setVisible(key == detail)
            self.verticalScrollBar().setValue(0)
            self.tabs[detail].setChecked(True)

    def show_settings(self, settings: Settings) -> None:
        """Show how Portage looks and speaks on this device."""
        self.look.show_settings(settings, current_language())

    def show_vault(self, state: VaultState) -> None:
        """Show who may open this vault, and its papers."""
        self.vault.show_vault(state)

    def show_strength(self, judged: Judged | None) -> None:
        """Say how strong the passphrase being chosen is."""
        if isinstance(self.dialog, ChangePassphrase | AddPerson):
            self.dialog.choose.show_strength(judged)

    def close_dialog(self) -> None:
        """What the open dialog asked for is done."""
        if self.dialog is not None:
            self.dialog.accept()
            self.dialog = None

    def show_dialog_problem(self, words: Message) -> None:
        """Say in the open dialog what did not go."""
        if isinstance(self.dialog, AskingDialog | RecordDialog):
            self.dialog.show_problem(words)

    def show_backups(self, state: BackupState, now: datetime) -> None:
        """Show the backups."""
        self.backups.show_backups(state, now)

    def show_working(self, words: Message | None) -> None:
        """Say what runs now."""
        self.backups.show_working(words)

    def show_step(self, step: Step) -> None:
        """Show how far it is."""
        self.backups.show_step(step)

    def show_check(self, report: CheckReport) -> None:
        """Show what the check found."""
        self.backups.show_check(report)

    def show_organisation(self, state: OrganisationState, now: datetime) -> None:
        """Show communities and laptops."""
        self._organised = state
        self._region = state.communities[0].region if state.communities else ""
        self.organisation.show_organisation(state, now)

    def show_privacy(self, state: PrivacyState) -> None:
        """Show erasures, old files and the register."""
        self.privacy.show_privacy(state)

    def show_request(
        self,
        request: EnrolmentRequest,
        communities: Sequence[Community],
        roles: Sequence[Role] = tuple(Role),
        known: InAlready | None = None,
    ) -> None:
        """Show who wants to join. known: as what it is in already."""
        self.show_detail(ORGANISATION)
        self.organisation.show_request(request, communities, roles, known)

    def show_let_in(self, laptop: str, file: str) -> None:
        """Say that the answer lies on the stick."""
        self.organisation.note_let_in(laptop, file)

    def show_people(self, state: PeopleState) -> None:
        """Show who works here and how the organisation's papers stand."""
        self.people.show_people(state)

    def show_code(self, laptop: str, code: str) -> None:
        """Show the code that opens the vault of a laptop once."""
        if isinstance(self.dialog, ForgottenPassphrase):
            self.dialog.show_code(laptop, code)

    def _join(self) -> None:
        people = self.people
        people.change_asked.connect(self._ask_person_change)
        people.papers_asked.connect(self._ask_papers)
        people.print_asked.connect(self.print_keeper_asked)
        people.save_asked.connect(self._save_keeper)
        people.put_away_asked.connect(self.put_away_said)
        people.help_asked.connect(self._ask_help)
        self.look.changed.connect(self.changed)
        self.vault.passphrase_asked.connect(self._ask_passphrase)
        self.vault.person_asked.connect(self._ask_person)
        self.vault.removal_asked.connect(
            lambda name: self._decide(
                removal_decision(name, self), lambda: self.removal_said.emit(name)
            )
        )
        self.vault.print_asked.connect(self.print_paper_asked)
        self.vault.save_asked.connect(self._save_paper)
        self.backups.make_asked.connect(self.backup_asked)
        self.backups.copy_asked.connect(self._copy)
        self.backups.restore_asked.connect(self._restore)
        self.backups.check_asked.connect(self.check_asked)
        self.backups.stop_asked.connect(self.stop_asked)
        self.organisation.community_asked.connect(self._ask_community)
        self.organisation.reviewer_asked.connect(self._ask_reviewer)
        self.organisation.request_asked.connect(self._ask_request)
        self.organisation.let_in_said.connect(self._let_in)
        self.organisation.different_said.connect(self.different_said)
        self.organisation.request_left.connect(self.request_left)
        self.organisation.card_asked.connect(self.card_asked)
        self.privacy.sign_asked.connect(
            lambda line: self._decide(
                signing_decision(line, self), lambda: self.erasure_signed.emit(line.id)
            )
        )
        self.privacy.register_asked.connect(self.register_asked)
        self.privacy.renew_asked.connect(
            lambda: self._decide(renewal_decision(self), self.renewal_said.emit)
        )
        self.privacy.decide_asked.connect(self._ask_proposals)
        self.privacy.rule_asked.connect(lambda: self._ask_record(rule_dialog, self.rule_given))
        self.privacy.incident_asked.connect(
            lambda: self._ask_record(incident_dialog, self.incident_given)
        )
        self.privacy.incident_change_asked.connect(self._ask_incident)
        self.privacy.register_save_asked.connect(self._save_register)
        self.privacy.key_life_asked.connect(self._ask_key_life)
        self.organisation.revoke_asked.connect(self.revoke_said)

    def _ask_key_life(self, before: int, days: int, kept: int) -> None:
        """Ask once where bundles shall open for a shorter time, in days; longer harms nothing."""
        if days * kept > before:
            self.key_life_said.emit(days, kept)
            return
        decision = shortening_decision(days * kept, self)
        decision.rejected.connect(lambda: self.privacy.key_life.set_value(before))
        self._decide(decision, lambda: self.key_life_said.emit(days, kept))

    def _ask_record(self, make: Callable[[QWidget], RecordDialog], given: SignalInstance) -> None:
        dialog = make(self)
        dialog.given.connect(given)
        self._open(dialog)

    def _ask_incident(self, incident: Incident) -> None:
        dialog = change_incident_dialog(incident.values, self)
        dialog.given.connect(lambda values: self.incident_changed.emit(incident.id, values))
        self._open(dialog)

    def _save_register(self) -> None:
        path = self.choose_new(
            Message("privacy", "Save the register as a workbook"), "portage-incidents.xlsx"
        )
        if path is not None:
            self.register_named.emit(path)

    def _ask_proposals(self, proposals: Sequence[Proposal]) -> None:
        erased = dict.fromkeys(
            (one.client, one.name) for one in proposals if one.rule.action == "erase"
        )
        if erased:
            closed = {one.client for one in proposals} - {client for client, _ in erased}
            names = [name for _, name in erased]
            decision = erasing_decision(names, len(closed), self)
            self._decide(decision, lambda: self.proposals_decided.emit(proposals))
        else:
            self.proposals_decided.emit(proposals)

    def _open(self, dialog: Dialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(lambda result: self._closed(dialog))
        self.dialog = dialog
        dialog.open()

    def _closed(self, dialog: Dialog) -> None:
        if self.dialog is dialog:
            self.dialog = None

    def _decide(self, decision: Decision, agreed: Callable[[], None]) -> None:
        decision.accepted.connect(agreed)
        self._open(decision)

    def _ask_passphrase(self) -> None:
        dialog = ChangePassphrase(self)
        dialog.given.connect(self.passphrase_given)
        dialog.typed.connect(lambda typed: self.passphrase_typed.emit(typed, ""))
        dialog.proposal_asked.connect(
            lambda: dialog.choose.show_proposal(propose(current_language()))
        )
        self._open(dialog)

    def _ask_person(self) -> None:
        dialog = AddPerson(self)
        dialog.given.connect(self.person_given)
        dialog.typed.connect(
            lambda typed: self.passphrase_typed.emit(typed, str(dialog.name.value() or ""))
        )
        dialog.proposal_asked.connect(
            lambda: dialog.choose.show_proposal(propose(current_language()))
        )
        self._open(dialog)

    def _ask_papers(self, state: KeepersState) -> None:
        dialog = NewPapers(state, self)
        dialog.given.connect(self.papers_given)
        self._open(dialog)

    def _ask_help(self, laptops: Sequence[str]) -> None:
        dialog = ForgottenPassphrase(laptops, self)
        dialog.given.connect(self.help_given)
        dialog.print_asked.connect(self.print_help_asked)
        dialog.finished.connect(lambda result: self.help_left.emit())
        self._open(dialog)

    def _save_keeper(self, number: int) -> None:
        name = f"portage-keeper-{number}.pdf" if number else "portage-passphrases.pdf"
        path = self.choose_new(Message("settings", "Save the paper as PDF"), name)
        if path is not None:
            self.save_keeper_asked.emit(number, path)

    def _ask_community(self) -> None:
        dialog = AddCommunity(self._region, self)
        dialog.given.connect(self.community_given)
        self._open(dialog)

    def _ask_person_change(self, line: PersonLine, state: PeopleState) -> None:
        dialog = ChangePerson(line, state.communities, self)
        dialog.given.connect(
            lambda name, role, places: self.rights_given.emit(line.id, name, role, places)
        )
        dialog.removal_asked.connect(dialog.reject)
        dialog.removal_asked.connect(
            lambda: self._decide(
                leaving_decision(line.name, self),
                lambda: self.leaving_said.emit(line.id, line.name),
            )
        )
        self._open(dialog)

    def _ask_reviewer(self, community: Community) -> None:
        state = self._organised
        if state is None:
            return
        chosen = state.reviewers.get(community.id, b"")
        dialog = NameReviewer(community.name, state.people, chosen, self)
        dialog.given.connect(lambda person: self.reviewer_given.emit(community.id.hex(), person))
        self._open(dialog)

    def _ask_request(self) -> None:
        title = Message("settings", "Choose the request of the laptop")
        path = self.choose_file(title, REQUEST_ENDING)
        if path is not None:
            self.request_chosen.emit(path)

    def _let_in(self, role: object, communities: object, name: str) -> None:
        folder = self.choose_folder(Message("settings", "Where shall the answer be put?"))
        if folder is not None:
            self.let_in_said.emit(role, communities, name, folder)

    def _copy(self) -> None:
        folder = self.choose_folder(Message("settings", "Choose the second medium"))
        if folder is not None:
            self.copy_chosen.emit(folder)

    def _restore(self, backup: Backup) -> None:
        decision = restore_decision(partial(backup_title, backup), self)
        self._decide(decision, lambda: self.restore_said.emit(backup.folder))

    def _save_paper(self, kind: str) -> None:
        path = self.choose_new(Message("settings", "Save the paper as PDF"), f"portage-{kind}.pdf")
        if path is not None:
            self.save_paper_asked.emit(kind, path)

    def _ask_folder(self, title: Message) -> Path | None:
        return choose_folder(self, title)

    def _ask_file(self, title: Message, ending: str) -> Path | None:
        return choose_file(self, title, f"Portage (*{ending})")

    def _ask_new(self, title: Message, name: str) -> Path | None:
        kinds = {".pdf": "PDF (*.pdf)", ".xlsx": "Excel (*.xlsx)"}
        return choose_new(self, title, name, kinds.get(Path(name).suffix, ""))


__all__ = ["ABOUT", "BACKUPS", "LOOK", "ORGANISATION", "PEOPLE", "VAULT", "SettingsScreen"]
