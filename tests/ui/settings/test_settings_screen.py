"""The settings as they are seen, and what they do to a real vault."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from desktop_app.crypto.escrow import seal_vault_key
from desktop_app.crypto.passphrase import FLOOR
from desktop_app.domain.roles import Role
from desktop_app.language import Message
from desktop_app.services.conflicts.reviewers import named_reviewers
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.trust.beginning import Beginnings, FirstCommunity, Founding
from desktop_app.services.trust.enrolment import accept
from desktop_app.services.trust.joining import Joining
from desktop_app.services.trust.keepers import ESCROW, Keepers
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.trust.papers import PaperKind, Papers
from desktop_app.services.trust.rights import Rights
from desktop_app.services.vault.backups import backups_in
from desktop_app.services.vault.checking import CheckReport
from desktop_app.services.vault.vaults import BACKUPS, OpenVault, WrongPassphrase
from desktop_app.settings import Settings, SettingsFile
from desktop_app.sync.bundle import ENROLMENT
from desktop_app.sync.statements import communities_of
from desktop_app.ui.settings.build import build
from desktop_app.ui.settings.dialogs import AddCommunity, AddPerson, ChangePassphrase, NameReviewer
from desktop_app.ui.settings.people_dialogs import ChangePerson, ForgottenPassphrase, NewPapers
from desktop_app.ui.settings.services import SettingsServices
from desktop_app.ui.settings.view import SettingsScreen
from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.dialogs import Decision
from desktop_app.ui.shared.jobs import ImmediateJobs
from desktop_app.ui.shared.labels import PlainLabel
from desktop_app.ui.shared.lists import CardList
from desktop_app.ui.shared.theme import apply_theme
from desktop_app.ui.shared.words import use_interface_language
from tests.builders import Bundle, a_vault, an_environment, carry
from tests.ui.picture import cut_off_text, nameless, prepare, rich_text_labels, settle
from tests.ui.scene import Scene
from tests.ui.settings.scenes import dialog_scenes, scenes

PHRASE = "girafe neige tambour canot"
OTHER = "lanterne brume chaloupe piano"


class _Door:
    """Keeps what the screen said."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.problems: list[str] = []
        self.gone: list[tuple[str, str]] = []
        self.printed: list[bytes] = []

    def go(self, place: str, detail: str = "") -> None:
        self.gone.append((place, detail))

    def done(self, words: Message, undo: bool = False) -> None:
        self.said.append(str(words))

    def problem(self, words: Message) -> None:
        self.problems.append(str(words))

    def changed(self) -> None:
        pass

    def print_pdf(
        self,
        pdf: bytes,
        title: Message,
        *,
        named: Callable[[], bytes] | None = None,
        printed: Callable[[], None] | None = None,
    ) -> None:
        self.printed.append(pdf)
        if printed is not None:
            printed()


class _Stage:
    """A real vault, its settings, and the screen over it."""

    def __init__(self, folder: Path) -> None:
        beginnings = Beginnings(folder / "vaults", an_environment(), cost=FLOOR)
        founding = Founding(
            "Maison Exemple",
            ("fr",),
            "NU",
            (FirstCommunity("Rivière-Exemple", "America/Iqaluit"),),
            "Odile Exemple",
            PHRASE,
        )
        self.beginnings = beginnings
        self.vault: OpenVault = beginnings.found(founding, "Bureau")
        self.settings = SettingsFile(folder / "config")
        self.looks: list[Settings] = []
        self.restored: list[Path] = []
        self.door = _Door()
        services = SettingsServices(
            self.vault,
            self.settings,
            self.looks.append,
            self.restored.append,
            lambda: datetime(2026, 3, 2, 16, 0, tzinfo=UTC),
            "0.1.0",
        )
        self.screen: SettingsScreen = build(services, ImmediateJobs(), self.door)
        prepare(self.screen)
        self.screen.activate()
        settle(self.screen)

    def words(self) -> str:
        """Everything that is written on the screen now."""
        settle(self.screen)
        return "\n".join(label.text() for label in self.screen.findChildren(PlainLabel))


@pytest.fixture
def stage(qapp: QApplication, tmp_path: Path) -> Iterator[_Stage]:
    made = _Stage(tmp_path)
    yield made
    made.vault.close()


@pytest.mark.parametrize(
    ("language", "palette", "percent"), [("en", "light", 100), ("fr", "dark", 200)]
)
@pytest.mark.parametrize("scene", scenes(), ids=lambda scene: scene.name)
def test_every_part_fits_and_is_named(
    qapp: QApplication, scene: Scene, language: str, palette: str, percent: int
) -> None:
    apply_theme(qapp, palette, percent)
    use_interface_language(qapp, language)
    widget = scene.make()
    prepare(widget, (1366, 768), language, palette, percent)
    assert cut_off_text(widget) == []
    assert nameless(widget) == []
    assert rich_text_labels(widget) == []


@pytest.mark.parametrize(
    ("language", "palette", "percent"), [("en", "light", 100), ("fr", "dark", 200)]
)
@pytest.mark.parametrize("scene", dialog_scenes(), ids=lambda scene: scene.name)
def test_every_dialog_fits_and_is_named(
    qapp: QApplication, scene: Scene, language: str, palette: str, percent: int
) -> None:
    apply_theme(qapp, palette, percent)
    use_interface_language(qapp, language)
    widget = scene.make()
    widget.show()
    settle(widget)
    assert cut_off_text(widget) == []
    assert nameless(widget) == []
    assert rich_text_labels(widget) == []
    assert widget.height() <= 768


def test_the_look_changes_at_once_and_is_kept(stage: _Stage) -> None:
    look = stage.screen.look
    QTest.mouseClick(look.tiles["dark"], Qt.MouseButton.LeftButton)
    look.text.box.setCurrentIndex(3)
    look.text.box.activated.emit(3)
    assert stage.looks[-1] == stage.settings.load()
    assert (stage.looks[-1].palette, stage.looks[-1].text_percent) == ("dark", 150)
    look.text.box.setCurrentIndex(0)
    look.text.box.activated.emit(0)
    assert stage.settings.load().text_percent == 150


def test_another_passphrase(stage: _Stage) -> None:
    view = stage.screen
    view.vault.passphrase_asked.emit()
    dialog = view.dialog
    assert isinstance(dialog, ChangePassphrase)
    dialog.old.line.setText("not this one at all")
    dialog.choose.field.line.setText(OTHER)
    dialog.verb.click()
    assert str(WrongPassphrase().message) == dialog.problem.text()
    dialog.old.line.setText(PHRASE)
    dialog.choose.field.line.setText("Odile1980")
    assert dialog.choose.strength.why.text()
    dialog.verb.click()
    assert "too short" in dialog.problem.text()
    dialog.choose.field.line.setText(OTHER)
    dialog.verb.click()
    assert stage.door.said == ["Your passphrase is changed. The old one opens nothing any more."]
    assert view.dialog is None
    assert dialog.old.secret() == dialog.choose.field.secret() == ""


def test_a_colleague_comes_and_goes(stage: _Stage) -> None:
    view = stage.screen
    view.print_paper_asked.emit("vault")
    assert Papers(stage.vault).states()[0].printed_at
    view.vault.person_asked.emit()
    dialog = view.dialog
    assert isinstance(dialog, AddPerson)
    dialog.verb.click()
    assert dialog.name.error()
    dialog.name.set_value("Maude Exemple")
    dialog.choose.field.line.setText(OTHER)
    dialog.verb.click()
    assert stage.beginnings.people(stage.vault.folder) == ["Odile Exemple", "Maude Exemple"]
    assert "Maude Exemple" in stage.words()
    view.vault.removal_asked.emit("Maude Exemple")
    decision = view.dialog
    assert isinstance(decision, Decision)
    decision.verb.click()
    assert stage.beginnings.people(stage.vault.folder) == ["Odile Exemple"]
    # The key is another one now, so the paper that was printed opens nothing any more.
    assert not Papers(stage.vault).states()[0].printed_at


def test_papers_are_printed_or_saved(stage: _Stage, tmp_path: Path) -> None:
    view = stage.screen
    view.print_paper_asked.emit("organisation")
    assert stage.door.printed[0].startswith(b"%PDF")
    view.choose_new = lambda title, name: tmp_path / name
    view.vault.save_asked.emit("vault")
    assert (tmp_path / "portage-vault.pdf").read_bytes().startswith(b"%PDF")
    assert all(one.printed_at for one in Papers(stage.vault).states())
    assert [one.kind for one in Papers(stage.vault).states()] == list(PaperKind)


def test_backups_are_made_copied_and_asked_back(stage: _Stage, tmp_path: Path) -> None:
    view = stage.screen
    assert "There is no backup yet." in stage.words()
    view.backup_asked.emit()
    (made,) = backups_in(stage.vault.folder / BACKUPS)
    stick = tmp_path / "stick"
    stick.mkdir()
    view.choose_folder = lambda title: stick
    view.backups.copy_asked.emit()
    assert list(stick.glob("portage-backup-*/*/vault.db"))
    assert "Last copy on a second medium" in stage.words()
    view.backups.restore_asked.emit(made)
    decision = view.dialog
    assert isinstance(decision, Decision)
    assert stage.restored == []
    decision.verb.click()
    assert stage.restored == [made.folder]


def test_the_vault_is_checked(stage: _Stage) -> None:
    stage.screen.check_asked.emit()
    assert "The vault is whole" in stage.words()


def test_a_damaged_vault_says_what_would_be_missing_and_offers_the_backup(stage: _Stage) -> None:
    asked: list[object] = []
    part = stage.screen.backups
    part.restore_asked.connect(asked.append)
    report = CheckReport()
    report.add("cipher", Message("check", "{name}", {"name": "page 41"}))
    part.show_check(report)
    assert "There is no backup beside this vault." in stage.words()
    stage.screen.backup_asked.emit()
    part.show_check(report)
    assert "What nobody has received will be missing" in stage.words()
    part.show_working(Message("settings", "Checking the vault"))
    ways = [one for one in part.findChildren(Button) if one.text().strip() == "Restore this backup"]
    assert [one.isEnabled() for one in ways if not one.isHidden()] == [False]
    part.show_working(None)
    ways[-1].click()
    assert asked == backups_in(stage.vault.folder / BACKUPS)


def test_a_community_is_added(stage: _Stage) -> None:
    view = stage.screen
    view.organisation.community_asked.emit()
    dialog = view.dialog
    assert isinstance(dialog, AddCommunity)
    dialog.name.set_value("Lac-Exemple")
    dialog.region.set_value("SK")
    dialog.region.left.emit("SK")
    dialog._give()
    names = {one.name: one for one in Organisation(stage.vault.session).communities()}
    assert names["Lac-Exemple"].time_zone == "America/Regina"
    assert "Lac-Exemple" in stage.words()


def test_the_office_names_who_decides_in_a_community(stage: _Stage) -> None:
    view = stage.screen
    session = stage.vault.session
    community = Organisation(session).communities()[0]
    view.organisation.reviewer_asked.emit(community)
    dialog = view.dialog
    assert isinstance(dialog, NameReviewer)
    dialog.person.set_value(session.person.hex())
    dialog._give()
    assert named_reviewers(session) == {community.id: session.person}
    assert f"{session.person_name} takes the decisions" in stage.words()
    view.organisation.reviewer_asked.emit(community)
    again = view.dialog
    assert isinstance(again, NameReviewer)
    assert again.person.value() == session.person.hex()
    again.person.set_value(None)
    again._give()
    assert named_reviewers(session) == {}


def test_a_laptop_is_let_in_and_cut_off(stage: _Stage, tmp_path: Path) -> None:
    view = stage.screen
    laptop = a_vault("Équipe du Nord", "Maude Exemple", an_environment(seed=5))
    joining = Joining(laptop, lambda path: Bundle(path.read_bytes()))
    path = joining.write_request(tmp_path)
    view.choose_file = lambda title, ending: path if ending == ".portage-request" else None
    view.choose_folder = lambda title: tmp_path
    view._ask_request()
    words = stage.words()
    assert all(group in words for group in joining.digits().split())
    assert "Maude Exemple" in words
    held = tuple(one.id for one in Organisation(stage.vault.session).communities())
    view.organisation.let_in_said.emit(Role.WORKER, held, "")
    assert stage.door.problems == []
    (answer,) = tmp_path.rglob("*.portage")
    assert joining.join(answer, joining.look(answer)).outcome == "applied"
    assert "Équipe du Nord" in stage.words()
    # One that asks once more goes on as it was: nobody has to remember what it held.
    session = stage.vault.session
    Rights(session).change_laptop("Équipe du Nord", Role.READER, held)
    view._ask_request()
    buttons = view.organisation.findChildren(QAbstractButton)
    next(one for one in buttons if "let it in" in one.text()).click()
    again = session.require_trust().certificate(laptop.device)
    assert again is not None
    assert (again.role, communities_of(again), again.number) == (Role.READER, held, 3)
    view.organisation.revoke_asked.emit(laptop.device.hex())
    assert stage.door.gone[-1] == ("exchange", f"devices/stolen/{laptop.device.hex()}")


def test_other_digits_let_nobody_in(stage: _Stage, tmp_path: Path) -> None:
    laptop = a_vault("north", "Maude Exemple", an_environment(seed=6))
    path = Joining(laptop, lambda file: Bundle(file.read_bytes())).write_request(tmp_path)
    stage.screen.request_chosen.emit(path)
    stage.screen.different_said.emit()
    assert len(stage.vault.session.require_trust().devices()) == 1
    assert "not let in" in stage.door.problems[0]


def test_new_papers_and_a_forgotten_passphrase(stage: _Stage) -> None:
    """From one paper to three, each printed and put away; then a laptop is helped with them."""
    view, session = stage.screen, stage.vault.session
    view.show_detail("people")
    assert stage.door.problems == []
    assert "One paper speaks for the organisation." in stage.words()
    keepers = Keepers(session)
    first = keepers.code(1)
    view.people.put_away_asked.emit(1)
    assert keepers.state().waiting == ()
    view.people.papers_asked.emit(keepers.state())
    dialog = view.dialog
    assert isinstance(dialog, NewPapers)
    (code,) = dialog.codes
    dialog.verb.click()
    assert "papers" in dialog.problem.text()
    code.text.setPlainText(first.text.replace("0", "8", 3))
    dialog.verb.click()
    assert "recovery code" in dialog.problem.text()
    code.text.setPlainText(first.text)
    dialog.verb.click()
    assert code.text.toPlainText() == ""
    assert [one.number for one in keepers.state().waiting] == [1, 2, 3, ESCROW]
    own = keepers.code(ESCROW)
    for number in (1, 2, 3, ESCROW):
        view.people.print_asked.emit(number)
        view.people.put_away_asked.emit(number)
    assert len(stage.door.printed) == 4
    assert keepers.state().waiting == ()
    assert "any 2 of them together" in stage.words()

    # A laptop joins and sends its key; somebody there forgets the passphrase.
    laptop = a_vault("Équipe du Nord", "Maude Exemple")
    laptop.seal_vault_key = lambda recipient: seal_vault_key(
        b"v" * 16, b"k" * 32, laptop.device, recipient
    )
    certificate = Organisation(session).approve(Organisation(laptop).request(), Role.WORKER, [])
    answer = io.BytesIO()
    Exchange(session).write([certificate], answer, ENROLMENT)
    accept(laptop, Bundle(answer.getvalue()))
    carry(laptop, session)
    view.activate()
    view.people.help_asked.emit(("Équipe du Nord",))
    helping = view.dialog
    assert isinstance(helping, ForgottenPassphrase)
    helping.code.text.setPlainText(first.text)
    helping.verb.click()
    assert helping.problem.text()
    helping.code.text.setPlainText(own.text)
    helping.verb.click()
    assert helping.found.text().startswith("PORTAGE-V1")
    view.print_help_asked.emit()
    assert len(stage.door.printed) == 5
    helping.reject()
    assert helping.found.text() == ""

    def change() -> ChangePerson:
        view.show_detail("people")
        view.people.findChildren(CardList)[-1].acted.emit(
            str([one.name for one in Rights(session).people()].index("Maude Exemple"))
        )
        assert isinstance(view.dialog, ChangePerson)
        return view.dialog

    dialog_of_person = change()
    dialog_of_person.name.set_value("Maude Exemple-Fictive")
    dialog_of_person.role.set_value("coordinator")
    dialog_of_person.verb.click()
    changed = session.require_trust().people[laptop.person]
    assert (changed.name, changed.role) == ("Maude Exemple-Fictive", Role.COORDINATOR)
    assert "Maude Exemple-Fictive" in stage.words()
    Rights(session).change_person(laptop.person, Role.WORKER, changed.communities, "Maude Exemple")
    change().leaves.click()
    decision = view.dialog
    assert isinstance(decision, Decision)
    decision.verb.click()
    assert "Maude Exemple" not in [one.name for one in Rights(session).people()]
    assert stage.door.problems == []
