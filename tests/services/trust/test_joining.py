"""A laptop asks on a stick, the office answers, and the digits are compared in between."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.domain.errors import PortageError
from desktop_app.domain.roles import Role
from desktop_app.services.clients.clients import Clients
from desktop_app.services.exchange.exchange import BundleReader
from desktop_app.services.session import Session
from desktop_app.services.trust import joining as joining_rules
from desktop_app.services.trust.enrolment import AnswerRefused, DigitsDiffer
from desktop_app.services.trust.joining import Admission, Joining, NotARequest
from desktop_app.services.trust.organisation import Organisation
from tests.builders import Bundle, a_client, a_laptop, a_vault, an_environment, an_office, carry


def reader(path: Path) -> BundleReader:
    return Bundle(path.read_bytes())


@pytest.fixture
def office() -> Session:
    return an_office()


@pytest.fixture
def laptop() -> Session:
    return a_vault("north", "Maude Exemple", an_environment(seed=2))


def test_a_laptop_joins_by_two_files(office: Session, laptop: Session, tmp_path: Path) -> None:
    joining, admission = Joining(laptop, reader), Admission(office)
    request = admission.read(joining.write_request(tmp_path))
    assert request.digits == joining.digits()
    assert (request.name, request.person_name) == ("north", "Maude Exemple")
    held = Organisation(office).community_named("Lac-Exemple").id
    answer = admission.let_in(request, Role.WORKER, [held], tmp_path)
    assert answer.parent == tmp_path / "to-laptops"
    assert [path.name for path in answer.parent.iterdir()] == [answer.name]
    assert joining.look(answer) == Organisation(office).digits()
    assert laptop.trust is None
    imported = joining.join(answer, joining.look(answer))
    assert imported.outcome == "applied"
    assert [one.name for one in Organisation(laptop).own_communities()] == ["Lac-Exemple"]
    names = [(one.name, one.own, one.active, one.communities) for one in admission.laptops()]
    assert names[1] == ("north", False, True, ("Lac-Exemple",))
    assert names[0][1]


@pytest.mark.parametrize("over", [0, 1])
def test_a_request_has_its_limit(
    office: Session, laptop: Session, tmp_path: Path, over: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Joining(laptop, reader).write_request(tmp_path)
    monkeypatch.setattr(joining_rules, "_LARGEST_REQUEST", path.stat().st_size - over)
    if not over:
        assert Admission(office).read(path).device == laptop.device
        return
    with pytest.raises(NotARequest):
        Admission(office).read(path)


def test_other_digits_join_nothing(office: Session, laptop: Session, tmp_path: Path) -> None:
    joining, admission = Joining(laptop, reader), Admission(office)
    request = admission.read(joining.write_request(tmp_path))
    answer = admission.let_in(request, Role.OFFICE, [], tmp_path)
    with pytest.raises(DigitsDiffer):
        joining.join(answer, "12345 " * 6)
    assert laptop.trust is None


def test_the_answer_of_another_laptop_is_refused(
    office: Session, laptop: Session, tmp_path: Path
) -> None:
    admission = Admission(office)
    other = a_vault("south", "Josée Exemple", an_environment(seed=3))
    request = admission.read(Joining(other, reader).write_request(tmp_path))
    answer = admission.let_in(request, Role.WORKER, [], tmp_path)
    with pytest.raises(PortageError) as refused:
        Joining(laptop, reader).look(answer)
    assert refused.value.code in {"not_for_this_device", AnswerRefused.code}
    assert laptop.trust is None


@pytest.mark.parametrize("content", [b"", b"hello", b"\xa0", b"x" * 70_000])
def test_what_is_not_a_request_is_told(office: Session, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd.portage-request"
    path.write_bytes(content)
    with pytest.raises(NotARequest):
        Admission(office).read(path)


def test_an_altered_request_is_told(office: Session, laptop: Session, tmp_path: Path) -> None:
    path = Joining(laptop, reader).write_request(tmp_path)
    data = path.read_bytes()
    for at in range(0, len(data), 7):
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        with pytest.raises(NotARequest):
            Admission(office).read(path)


def test_two_files_of_a_day_have_two_names(laptop: Session, tmp_path: Path) -> None:
    joining = Joining(laptop, reader)
    assert joining.written() == ""
    assert joining.write_request(tmp_path).name == "2026-03-02-01.portage-request"
    assert joining.write_request(tmp_path).name == "2026-03-02-02.portage-request"
    assert joining.written() == "2026-03-02-02.portage-request"


def test_a_revoked_laptop_is_listed_as_such(office: Session) -> None:
    a_laptop(office, "north")
    Organisation(office).revoke("north")
    assert [(one.name, one.active) for one in Admission(office).laptops()][1] == ("north", False)


def test_a_second_person_of_a_laptop_is_listed_by_the_office(office: Session) -> None:
    north = a_laptop(office, "north", communities=("Lac-Exemple",))
    south = a_laptop(office, "south", communities=("Lac-Exemple",))
    newcomer = north.environment.new_id()
    with north.database.writing() as tables:
        tables.facts.set_text(f"person/{newcomer.hex()}", "Josée Fictive")
    north.person, north.person_name = newcomer, "Josée Fictive"
    client = a_client(north)
    carry(north, office)
    assert office.require_trust().people[newcomer].name == "Josée Fictive"
    carry(office, south)
    assert Clients(south).show(client).title
    assert [one.withheld for one in (carry(north, office), carry(office, south))] == [[], []]


@pytest.mark.parametrize("name", ["Maude\u00a0Exemple", "Mau\u202fde", "Mau\u200dde", "M" * 201])
def test_whatever_a_name_is_typed_with_the_work_of_its_bearer_arrives(name: str) -> None:
    """A French keyboard gives a no-break space with one slip: every laptop then refused every bundle."""
    office = an_office()
    north = a_laptop(office, "north", name)
    written = a_client(north, "Ana")
    carry(north, office)
    with office.database.reading() as tables:
        assert tables.rows.get(office.registry["client"], bytes.fromhex(written)) is not None
