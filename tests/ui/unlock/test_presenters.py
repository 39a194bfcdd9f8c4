"""What the first screens decide, over real vaults on a real disk."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from desktop_app.crypto.passphrase import KeyCost
from desktop_app.domain.roles import Role
from desktop_app.language import Message
from desktop_app.services.clients.clients import Clients
from desktop_app.services.exchange.exchange import BundleReader
from desktop_app.services.progress import Progress, Step
from desktop_app.services.trust.beginning import (
    DEMO_PASSPHRASE,
    DEMO_PEOPLE,
    Beginnings,
    FirstCommunity,
    Founding,
    Judged,
)
from desktop_app.services.trust.joining import Admission
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.trust.papers import PaperKind, PaperState
from desktop_app.services.vault.backups import Backup, Backups
from desktop_app.services.vault.open_vault import anchor_folder
from desktop_app.services.vault.vaults import SLOTS, OpenVault
from desktop_app.settings import SettingsFile
from desktop_app.ui.shared.jobs import ImmediateJobs
from desktop_app.ui.unlock.joining import JoiningPresenter
from desktop_app.ui.unlock.presenter import UnlockPresenter, VaultLine
from desktop_app.ui.unlock.services import UnlockServices
from desktop_app.ui.unlock.starting import Answers, StartingPresenter
from tests.builders import Bundle, a_client, an_environment, an_office

CHEAP = KeyCost(8, 1, 1)
PHRASE = "girafe neige tambour canot"
OTHER = "lanterne brume chaloupe piano"


class _View:
    """Keeps what was shown, newest last."""

    def __init__(self) -> None:
        self.pages: list[str] = []
        self.people: Sequence[str] = ()
        self.vaults: Sequence[VaultLine] = ()
        self.backups: Sequence[Backup] = ()
        self.problems: list[str] = []
        self.restorable = False
        self.waits: list[int] = []
        self.notices: list[str] = []
        self.answers = Answers()
        self.judged: list[Judged | None] = []
        self.proposal = ""
        self.papers: Sequence[PaperState] = ()
        self.digits = ""
        self.written = ""
        self.fiction = ""

    def show_doors(self, *, back: bool) -> None:
        self.pages.append("doors with a way back" if back else "doors")

    def show_vaults(self, vaults: Sequence[VaultLine]) -> None:
        self.pages.append("vaults")
        self.vaults = vaults

    def show_unlock(self, name: str, people: Sequence[str], fiction: str = "") -> None:
        self.pages.append("unlock")
        self.people, self.fiction = people, fiction

    def show_wait(self, seconds: int) -> None:
        self.waits.append(seconds)

    def show_recovery(self, name: str, people: Sequence[str]) -> None:
        self.pages.append("recovery")
        self.people = people

    def show_restore(self, name: str, backups: Sequence[Backup], people: Sequence[str]) -> None:
        self.pages.append("restore")
        self.backups = backups

    def show_problem(self, words: Message, *, restore: bool = False) -> None:
        self.problems.append(str(words))
        self.restorable = restore

    def show_notices(self, notices: Sequence[Message], *, copy: bool) -> None:
        self.pages.append("notices, perhaps a copy" if copy else "notices")
        self.notices = [str(one) for one in notices]

    def show_anew(self, name: str) -> None:
        self.pages.append(f"anew as {name}")

    def show_busy(self, words: Message, *, stoppable: bool) -> None:
        self.pages.append("busy")

    def show_step(self, step: Step) -> None:
        pass

    def show_question(self, name: str, number: int, count: int, answers: Answers) -> None:
        self.pages.append(f"{name} {number}/{count}")
        self.answers = answers

    def show_strength(self, judged: Judged | None) -> None:
        self.judged.append(judged)

    def show_proposal(self, phrase: str) -> None:
        self.proposal = phrase

    def show_papers(self, states: Sequence[PaperState], *, recovered: bool) -> None:
        self.pages.append("papers after recovery" if recovered else "papers")
        self.papers = states

    def show_request(self, laptop: str, digits: str, written: str) -> None:
        self.pages.append("request")
        self.laptop = laptop
        self.digits, self.written = digits, written

    def show_answer(self, digits: str) -> None:
        self.pages.append("answer")
        self.digits = digits


class _Door:
    """Keeps the vaults that were opened, and closes them at the end."""

    def __init__(self) -> None:
        self.vaults: list[OpenVault] = []
        self.printed: list[bytes] = []

    def opened(self, vault: OpenVault) -> None:
        self.vaults.append(vault)

    def print_pdf(
        self,
        pdf: bytes,
        title: Message,
        printed: Callable[[], None],
        problem: Callable[[Message], None],
    ) -> None:
        self.printed.append(pdf)
        printed()

    def language(self, code: str) -> None:
        raise AssertionError(code)


class _Stage:
    """The presenters over a view that keeps, joined as `build` joins them."""

    def __init__(self, root: Path) -> None:
        self.root, self.now = root, 0.0
        self.view, self.door = _View(), _Door()
        self.beginnings = Beginnings(root / "vaults", an_environment(), cost=CHEAP, floor=CHEAP)
        self.settings = SettingsFile(root / "config")
        services = UnlockServices(
            self.beginnings, self.settings, self._reader, self._demo, lambda: self.now
        )
        jobs = ImmediateJobs()
        self.opening = UnlockPresenter(self.view, services, jobs, self.door, self)
        self.starting = StartingPresenter(
            self.view,
            services,
            jobs,
            self.door,
            leave=self.opening.doors,
            made=self.opening.go_on,
            entered=self.opening.go_on,
        )
        self.joining = JoiningPresenter(self.view, services, jobs, entered=self.opening.go_on)

    def papers(self, vault: OpenVault) -> None:
        self.starting.offer_papers(vault, recovered=True)

    def waiting(self, vault: OpenVault) -> None:
        self.joining.wait(vault)

    def _reader(self, path: Path) -> BundleReader:
        return Bundle(path.read_bytes())

    def _demo(self, folder: Path, clients: int, progress: Progress) -> OpenVault:
        progress.step(1, clients)
        founding = Founding(
            "Passerelle Exemple",
            ("fr",),
            "QC",
            (FirstCommunity("Lac-Exemple", "America/Toronto"),),
            "Josée Exemple",
            PHRASE,
        )
        return self.beginnings.found(founding, "Bureau")

    def found(self) -> Path:
        """Start an organisation as a person does, and close it again; where it lies."""
        self.starting.start()
        for answer in (
            "Maison Exemple",
            ("fr", "en"),
            "NU",
            (FirstCommunity("Rivière-Exemple", "America/Iqaluit"),),
            "Odile Exemple",
            PHRASE,
        ):
            self.starting.answer(answer)
        self.starting.papers_done()
        self.door.vaults[-1].close()
        return self.door.vaults[-1].folder


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[_Stage]:
    made = _Stage(tmp_path)
    yield made
    for vault in made.door.vaults:
        vault.close()


def test_the_first_start_shows_the_doors(stage: _Stage) -> None:
    stage.opening.begin()
    assert stage.view.pages == ["doors"]


def test_an_organisation_is_started_one_question_a_page(stage: _Stage) -> None:
    folder = stage.found()
    assert stage.view.pages == [
        "organisation 1/6",
        "languages 2/6",
        "region 3/6",
        "communities 4/6",
        "person 5/6",
        "passphrase 6/6",
        "busy",
        "papers",
    ]
    assert [one.here for one in stage.view.papers] == [True, True]
    assert stage.settings.load().vaults == (str(folder),)
    assert stage.starting.answers.passphrase == ""


def test_a_question_without_an_answer_is_asked_again(stage: _Stage) -> None:
    stage.starting.start()
    stage.starting.answer("")
    stage.starting.answer("Maison Exemple")
    stage.starting.answer(())
    assert stage.view.problems == [
        "Enter the name of the organisation.",
        "Choose at least one language.",
    ]
    stage.starting.back()
    assert stage.view.answers.organisation == "Maison Exemple"
    stage.starting.back()
    assert stage.view.pages[-1] == "doors"


def test_a_weak_passphrase_is_told_why(stage: _Stage) -> None:
    stage.starting.join()
    stage.starting.answer("Équipe du Nord")
    stage.starting.answer("Maude Exemple")
    stage.starting.answer("maude exemple 1980")
    assert "quickly guessed" in stage.view.problems[-1]
    stage.starting.judge("maude exemple 1980")
    stage.starting.judge("")
    assert [one is not None and one.accepted for one in stage.view.judged] == [False, False]
    assert stage.view.judged[1] is None
    stage.starting.propose()
    assert len(stage.view.proposal.split()) == 5
    assert stage.view.pages[-1] == "passphrase 3/3"


def test_the_only_vault_is_asked_for_at_once(stage: _Stage) -> None:
    stage.found()
    stage.opening.begin()
    assert stage.view.pages[-1] == "unlock"
    assert list(stage.view.people) == ["Odile Exemple"]
    stage.opening.unlock("", PHRASE)
    assert len(stage.door.vaults) == 2


def test_wrong_passphrases_wait_longer_and_longer(stage: _Stage) -> None:
    folder = stage.found()
    before = (folder / SLOTS).read_bytes()
    stage.opening.choose(folder)
    for _ in range(8):
        stage.opening.unlock("", "not this one at all")
        tries = len(stage.view.problems)
        stage.opening.unlock("", PHRASE)  # too early: not even tried
        assert len(stage.view.problems) == tries
        assert len(stage.door.vaults) == 1
        stage.now += stage.view.waits[-1]
    assert stage.view.waits == [1, 2, 4, 8, 16, 30, 30, 30]
    assert (folder / SLOTS).read_bytes() == before
    stage.opening.unlock("", PHRASE)
    assert len(stage.door.vaults) == 2


def _open_elsewhere(stage: _Stage, folder: Path) -> None:
    stage.door.vaults.append(stage.beginnings.open(folder, "", PHRASE))


def _damage_slots(stage: _Stage, folder: Path) -> None:
    data = bytearray((folder / SLOTS).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / SLOTS).write_bytes(bytes(data))


def _damage_database(stage: _Stage, folder: Path) -> None:
    data = bytearray((folder / "vault.db").read_bytes())
    data[20] ^= 1
    (folder / "vault.db").write_bytes(bytes(data))


def _take_away(stage: _Stage, folder: Path) -> None:
    (folder / "vault.db").unlink()


@pytest.mark.parametrize(
    ("harm", "words", "restorable"),
    [
        (_open_elsewhere, "already open", False),
        (_damage_slots, "is damaged", True),
        (_damage_database, "is damaged", True),
        (_take_away, "There is no Portage vault", False),
    ],
)
def test_each_trouble_has_its_own_sentence(
    stage: _Stage, harm: Callable[[_Stage, Path], None], words: str, restorable: bool
) -> None:
    folder = stage.found()
    opened = len(stage.door.vaults)
    harm(stage, folder)
    opened = len(stage.door.vaults)
    stage.opening.choose(folder)
    if not stage.view.problems:
        stage.opening.unlock("", PHRASE)
    assert words in stage.view.problems[-1]
    assert stage.view.restorable is restorable
    assert len(stage.door.vaults) == opened
    assert stage.view.waits == []


def test_a_forgotten_passphrase_and_the_paper(stage: _Stage) -> None:
    folder = stage.found()
    with stage.beginnings.open(folder, "", PHRASE) as vault:
        text = vault.recovery_code().text
    stage.opening.choose(folder)
    stage.opening.ask_recovery()
    assert stage.view.pages[-1] == "recovery"
    lines = text.splitlines()
    lines[3] = lines[3][:-1] + ("A" if lines[3][-1] != "A" else "B")
    told = stage.opening.check_code("\n".join(lines))
    assert told is not None
    assert "Line 3" in str(told)
    assert stage.opening.check_code(text.lower()) is None
    stage.opening.recover(text, "Odile Exemple", OTHER)
    assert stage.view.pages[-1] == "papers after recovery"
    assert [bool(one.printed_at) for one in stage.view.papers] == [False, False]
    stage.starting.print_paper(PaperKind.VAULT)
    assert stage.door.printed[0].startswith(b"%PDF")
    assert [bool(one.printed_at) for one in stage.view.papers] == [True, False]
    stage.starting.papers_done()
    stage.door.vaults[-1].close()
    stage.opening.choose(folder)
    stage.opening.recover(text, "Odile Exemple", PHRASE)
    assert "used before" in stage.view.problems[-1]


def test_a_paper_is_saved_where_the_person_says(stage: _Stage, tmp_path: Path) -> None:
    folder = stage.found()
    vault = stage.beginnings.open(folder, "", PHRASE)
    stage.starting.offer_papers(vault)
    stage.starting.save_paper(PaperKind.ORGANISATION, tmp_path / "kit.pdf")
    assert (tmp_path / "kit.pdf").read_bytes().startswith(b"%PDF")
    assert stage.view.papers[1].printed_at
    stage.starting.save_paper(PaperKind.VAULT, tmp_path / "no" / "kit.pdf")
    assert stage.view.problems
    vault.close()


def test_a_backup_takes_the_place_of_a_damaged_vault(stage: _Stage) -> None:
    folder = stage.found()
    with stage.beginnings.open(folder, "", PHRASE) as vault:
        Backups(vault).make()
    _damage_database(stage, folder)
    stage.opening.choose(folder)
    stage.opening.ask_restore()
    (backup,) = stage.view.backups
    stage.opening.restore(backup.folder, "", "not this one at all")
    assert "does not open" in stage.view.problems[-1]
    stage.opening.restore(backup.folder, "", PHRASE)
    stage.opening.read_notices()
    assert Organisation(stage.door.vaults[-1].session).name() == "Maison Exemple"


def test_a_laptop_joins_after_the_digits_were_compared(stage: _Stage, tmp_path: Path) -> None:
    office = an_office()
    stage.starting.join()
    for answer in ("Équipe du Nord", "Maude Exemple", PHRASE):
        stage.starting.answer(answer)
    assert stage.view.pages[-1] == "request"
    stick = tmp_path / "stick"
    stick.mkdir()
    stage.joining.write(stick)
    assert stage.view.written.endswith(".portage-request")
    request = Admission(office).read(next(stick.iterdir()))
    assert request.digits == stage.view.digits
    held = [one.id for one in Organisation(office).communities()]
    answer_file = Admission(office).let_in(request, Role.WORKER, held, stick)
    stage.joining.take(answer_file)
    assert stage.view.digits == Organisation(office).digits()
    stage.joining.different()
    assert "did not join" in stage.view.problems[-1]
    assert stage.door.vaults == []
    stage.joining.take(answer_file)
    stage.joining.same()
    assert len(Organisation(stage.door.vaults[-1].session).own_communities()) == 2

    # The vault is copied to another computer, and the copy becomes a laptop of its own.
    vault = stage.door.vaults[-1]
    client, first = a_client(vault.session, "Ana"), vault.session.device
    vault.close()
    shutil.rmtree(anchor_folder())
    stage.opening.choose(vault.folder)
    stage.opening.unlock("", PHRASE)
    assert stage.view.pages[-1] == "notices, perhaps a copy"
    stage.opening.ask_anew()
    assert stage.view.pages[-1] == "anew as Équipe du Nord-2"
    stage.opening.keep_as_it_is()
    assert stage.view.pages[-1] == "notices, perhaps a copy"
    stage.opening.become_new("Équipe du Sud")
    assert (stage.view.pages[-1], stage.view.laptop) == ("request", "Équipe du Sud")
    stage.joining.write(stick)
    request = Admission(office).read(max(stick.glob("*.portage-request")))
    stage.joining.take(Admission(office).let_in(request, Role.WORKER, held, stick))
    stage.joining.same()
    again = stage.door.vaults[-1].session
    assert again.device != first
    assert [line.id for line in Clients(again).page()] == [client]
    assert a_client(again, "Béa")


def test_a_file_that_is_no_answer_joins_nothing(stage: _Stage, tmp_path: Path) -> None:
    stage.starting.join()
    for answer in ("Équipe du Nord", "Maude Exemple", PHRASE):
        stage.starting.answer(answer)
    path = tmp_path / "odd.portage"
    path.write_bytes(b"hello")
    stage.joining.take(path)
    assert stage.view.problems
    assert stage.view.pages[-1] == "request"
    assert stage.door.vaults == []


def test_a_vault_that_is_not_there_can_leave_the_list(stage: _Stage) -> None:
    folder = stage.found()
    stage.settings.change(lambda settings: settings.with_vault(stage.root / "gone"))
    stage.opening.begin()
    assert [one.there for one in stage.view.vaults] == [False, True]
    stage.opening.choose(stage.root / "gone")
    assert stage.view.pages[-1] == "vaults"
    assert "Nothing is lost" in stage.view.problems[-1]
    assert len(stage.settings.load().vaults) == 2
    stage.opening.forget(stage.root / "gone")
    assert [one.folder for one in stage.view.vaults] == [folder]
    stage.opening.doors()
    assert stage.view.pages[-1] == "doors with a way back"


def test_notices_are_read_before_the_work_is_shown(stage: _Stage) -> None:
    folder = stage.found()
    older = (folder / "vault.db").read_bytes()
    with stage.beginnings.open(folder, "", PHRASE) as vault:
        Organisation(vault.session).add_community(
            {"name": "Lac-Exemple", "region": "NU", "time_zone": "America/Iqaluit"}
        )
    for ending in ("-wal", "-shm"):
        (folder / f"vault.db{ending}").unlink(missing_ok=True)
    (folder / "vault.db").write_bytes(older)
    stage.opening.choose(folder)
    stage.opening.unlock("", PHRASE)
    assert stage.view.pages[-1] == "notices"
    assert len(stage.door.vaults) == 1
    stage.opening.read_notices()
    assert len(stage.door.vaults) == 2


def test_a_demonstration_is_made_and_opened(stage: _Stage) -> None:
    stage.opening.try_demo()
    assert Organisation(stage.door.vaults[-1].session).name() == "Passerelle Exemple"


def test_whoever_comes_back_to_a_demonstration_is_told_what_opens_it(stage: _Stage) -> None:
    """Nobody wrote its passphrase down, and it locks by itself."""
    invented = stage.beginnings.prepare_to_join("north", DEMO_PEOPLE["north"], DEMO_PASSPHRASE)
    invented.close()
    stage.opening.choose(invented.folder)
    assert stage.view.fiction == DEMO_PASSPHRASE
    stage.opening.choose(stage.found())
    assert stage.view.fiction == ""
