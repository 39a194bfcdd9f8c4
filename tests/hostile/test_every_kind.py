"""Hostile records of every kind, as a signed bundle can bring them: nothing that reads may raise.

What a laptop takes in is checked for its shape, not for its sense: a newer release may know better.
So any field of any kind can hold a value of another type, of 60 kB, or that points to nothing. The
registry is asked for the kinds, so that one that comes later is tried without anybody thinking of it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Final

import pytest

from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import EntityType, Field, Kind, Scope, Value
from desktop_app.services.casework.agreements import Agreements
from desktop_app.services.casework.alerts import Alerts
from desktop_app.services.casework.applications import Applications
from desktop_app.services.casework.benefit_check import BenefitCheck
from desktop_app.services.casework.benefit_list import BenefitList
from desktop_app.services.casework.consents import Consents
from desktop_app.services.casework.documents import Documents
from desktop_app.services.casework.families import Families
from desktop_app.services.casework.journeys import Journeys
from desktop_app.services.casework.plan_papers import PlanPapers
from desktop_app.services.casework.plans import Plans
from desktop_app.services.casework.programs import Programs
from desktop_app.services.casework.records import Records
from desktop_app.services.casework.reference_person import ReferencePeople
from desktop_app.services.casework.referrals import Referrals
from desktop_app.services.casework.signs import Signs
from desktop_app.services.casework.tasks import Tasks
from desktop_app.services.casework.tax_years import TaxYears
from desktop_app.services.casework.technical_help import TechnicalHelp
from desktop_app.services.casework.thresholds import AlertSettings
from desktop_app.services.casework.triages import Triages
from desktop_app.services.clients.access_report import AccessReport
from desktop_app.services.clients.clients import Clients
from desktop_app.services.clients.households import Households
from desktop_app.services.conflicts.conflicts import Conflicts
from desktop_app.services.directory.directory import Directory
from desktop_app.services.directory.proposals import Proposals
from desktop_app.services.duplicates.likely_pairs import Duplicates
from desktop_app.services.editing import Editor
from desktop_app.services.erasure.erasure import Erasures
from desktop_app.services.erasure.incidents import Incidents
from desktop_app.services.erasure.retention import Retention
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.forms.answers import FilledForms
from desktop_app.services.forms.fields import OwnFieldsDesk
from desktop_app.services.forms.form_papers import FormPapers
from desktop_app.services.forms.forms import Forms
from desktop_app.services.forms.quality import Quality
from desktop_app.services.forms.subjects import Subjects
from desktop_app.services.schedule.schedule import Schedule
from desktop_app.services.schedule.today import Today
from desktop_app.services.schedule.visit_papers import VisitPapers
from desktop_app.services.session import Session
from desktop_app.services.tables.list_tables import Listed, list_table
from desktop_app.services.trust.organisation import Organisation
from tests.builders import START, a_client, a_laptop, an_office, bundle_for, swap
from tests.hostile.laptops import state_of

ZONE: Final = "America/Toronto"
_CHANCE: Final = random.Random(7)
DEEP: Final = "".join(f'["{_CHANCE.randbytes(4).hex()}",' for _ in range(1100))
LONG: Final = "".join(f"Ł̓ᐊ=<b>\u2028%s{{x}}{_CHANCE.randbytes(6).hex()}" for _ in range(1800))
"""Neither can be packed so well that no bundle would hold it."""

Profile = Callable[[Field, bytes], Value]
"""What one sort of hostile record says in a field. Given the field and the record's own id."""


def _other_type(field: Field, own: bytes) -> Value:
    return "many" if field.kind in (Kind.INTEGER, Kind.MONEY, Kind.YES_NO) else -5


def _nonsense(field: Field, own: bytes) -> Value:
    said: dict[Kind, Value] = {
        Kind.DATE: "9999-99-99", Kind.PARTIAL_DATE: "~99", Kind.INSTANT: "9999-12-31T23:59Z",
        Kind.TIME: "99:99", Kind.TIME_ZONE: "../../etc/passwd", Kind.LANGUAGE: "-",
        Kind.REFERENCE: "not an id", Kind.INTEGER: -(2**63), Kind.MONEY: 2**63 - 1,
        Kind.YES_NO: 7, Kind.CHOICE: "unheard of",
    }  # fmt: skip
    return said.get(field.kind, "null")


def _nowhere(field: Field, own: bytes) -> Value:
    said: dict[Kind, Value] = {
        Kind.DATE: "0001-01-01", Kind.INSTANT: "0000-00-00T00:00Z", Kind.REFERENCE: "ab" * 16,
        Kind.INTEGER: 0, Kind.MONEY: -1, Kind.YES_NO: False,
    }  # fmt: skip
    return said.get(field.kind, '{"a": [1, {"b": null}]}')


def _itself(field: Field, own: bytes) -> Value:
    said: dict[Kind, Value] = {
        Kind.REFERENCE: own.hex(), Kind.DATE: "9999-12-31", Kind.INSTANT: "0001-01-01T00:00Z",
        Kind.INTEGER: 2**62, Kind.MONEY: 2**62, Kind.YES_NO: True,
    }  # fmt: skip
    return said.get(field.kind, "[]")


PROFILES: Final[dict[str, Profile]] = {
    "of another type": _other_type,
    "nonsense": _nonsense,
    "pointing nowhere": _nowhere,
    "pointing to itself": _itself,
    "long": lambda field, own: LONG,
    "deep": lambda field, own: DEEP,
    "true": lambda field, own: True,
    "empty": lambda field, own: "",
    "nothing": lambda field, own: None,
}
_KEPT_APART: Final = frozenset({"long", "deep"})
"""Profiles whose values fill an entry: one field each time."""


def values_of(kind: EntityType, name: str, own: bytes, client: str) -> Iterator[dict[str, Value]]:
    """What entries of a hostile record say, one after the other."""
    profile = PROFILES[name]
    item = own.hex()[:8] + "-0000-4000-8000-" + own.hex()[-12:]
    told: dict[str, Value] = {field.name: profile(field, own) for field in kind.columns}
    for listed in kind.lists:
        for field in listed.fields:
            told[f"{listed.name}/{item}/{field.name}"] = profile(field, own)
    if name in _KEPT_APART:
        told = {path: one for path, one in told.items() if path != "client"}
        kinds = (Kind.TEXT, Kind.LONG_TEXT, Kind.CHOICE)
        fields = {field.name: field.kind for field in kind.columns}
        pairs = [one for one in told.items() if fields.get(one[0], Kind.TEXT) in kinds]
        if name == "long":
            pairs = pairs[:2]
        parts = [dict(pairs[at : at + 3]) for at in range(0, len(pairs), 3)] or [{}]
    else:
        parts = [told]
    if any(field.name == "client" for field in kind.columns):
        parts[0]["client"] = client
    yield from parts


@dataclass(frozen=True)
class World:
    """office, north: both hold everything. client: whose file it is all in. records: by kind."""

    office: Session
    north: Session
    client: str
    records: Mapping[str, list[str]]


@cache
def world() -> World:
    """An office and a laptop after a bundle each that holds hostile records of every kind."""
    office = an_office(["Lac-Exemple"])
    north = a_laptop(office)
    client = a_client(north, "Ana", "Une note.")
    swap(north, office)
    records: dict[str, list[str]] = {}
    for writer in (office, north):
        with writer.database.writing() as tables:
            row = tables.rows.get(writer.registry["client"], bytes.fromhex(client))
            assert row is not None
            community = tables.log.scopes()[row.scope].community
            editor = Editor(writer, tables)  # which checks nothing
            for kind in writer.registry:
                shared = kind.scope in (Scope.ORGANISATION, Scope.DIRECTORY)
                if shared is not (writer is office):
                    continue
                scope = writer.scope(tables, kind.scope, *(() if shared else (community,)))
                for name in PROFILES:
                    own = writer.environment.new_id()
                    records.setdefault(kind.name, []).append(own.hex())
                    for values in values_of(kind, name, own, client):
                        editor.edit(kind, own, scope, values)
            editor.flush()
    for sender, receiver in ((office, north), (north, office)):
        told = Exchange(receiver).take_in(bundle_for(sender, receiver))
        assert (told.outcome, told.withheld) == ("applied", []), told
    return World(office, north, client, records)


NOW: Final = datetime.fromtimestamp(START / 1000, UTC)
TODAY: Final = date(2026, 3, 2)

Read = Callable[[Session, str, Mapping[str, list[str]]], Any]


READS: Final[dict[str, Read]] = {
    "dump": lambda s, c, r: state_of(s),
    "file": lambda s, c, r: Clients(s).show(c),
    "file alone": lambda s, c, r: Clients(s).show(c, alone=True),
    "history of the file": lambda s, c, r: Clients(s).history(c),
    "list": lambda s, c, r: Clients(s).page(limit=200),
    "every file": lambda s, c, r: [tried(Clients(s).show, one) for one in r["client"]],
    "every history": lambda s, c, r: [tried(Clients(s).history, one) for one in r["client"]],
    "search": lambda s, c, r: [Clients(s).find(w) for w in ("Ana", "null", "b", "5145550100", "")],
    "count": lambda s, c, r: Clients(s).count(),
    "today": lambda s, c, r: Today(s).view(START, ZONE),
    "alerts": lambda s, c, r: Alerts(s).of(c),
    "alert settings": lambda s, c, r: AlertSettings(s).thresholds(),
    "applications": lambda s, c, r: Applications(s).of(c),
    "benefit check": lambda s, c, r: BenefitCheck(s, ZONE).begin(c),
    "benefits": lambda s, c, r: [BenefitList(s).all(), BenefitList(s).questions(), BenefitList(s).export()],
    "consents": lambda s, c, r: [Consents(s).of(c), Consents(s).standing(c, "file")],
    "documents": lambda s, c, r: [Documents(s, ZONE).of(c), Documents(s, ZONE).lists()],
    "referrals": lambda s, c, r: [Referrals(s).of(c), Agreements(s).of(c)],
    "paper of documents": lambda s, c, r: Documents(s, ZONE).paper(c),
    "families": lambda s, c, r: [Families(s).of(c), tried(Families(s).moving, c)],
    "households": lambda s, c, r: [Households(s).of(c), Households(s).all()],
    "journeys": lambda s, c, r: Journeys(s).of(c),
    "programs": lambda s, c, r: [Programs(s).programs(), Programs(s).questions(), Programs(s).standards(), Programs(s).templates()],
    "plans": lambda s, c, r: [Plans(s).of(c), PlanPapers(s, ZONE).plan(c)],
    "reference people": lambda s, c, r: [ReferencePeople(s).lines(), ReferencePeople(s).of(c)],
    "signs": lambda s, c, r: Signs(s).of(c),
    "tasks": lambda s, c, r: Tasks(s).open_of(c),
    "tax years": lambda s, c, r: TaxYears(s).of(c),
    "technical help": lambda s, c, r: [TechnicalHelp(s).months(), TechnicalHelp(s).table("fr")],
    "triages": lambda s, c, r: [Triages(s).of(c), Triages(s).questions()],
    "records": lambda s, c, r: [tried(Records(s).get, kind, one) for kind, some in r.items() for one in some],
    "all records": lambda s, c, r: [Records(s).all(kind.name) for kind in s.registry],
    "forms": lambda s, c, r: [Forms(s).all(), Forms(s).to_fill(), FilledForms(s).of(c), Subjects(s).of(c), Forms(s).any_about("case", "service")],
    "forms of services": lambda s, c, r: [tried(FilledForms(s).of_service, one) for one in r["service"]],
    "every form": lambda s, c, r: [(tried(Forms(s).get, one), tried(Forms(s).problems, one), tried(Quality(s).of_form, one), tried(FormPapers(s).blank, one, "fr")) for one in r["form"]],
    "every answer": lambda s, c, r: [(tried(FilledForms(s).get, one), tried(FormPapers(s).filled, one, "fr")) for one in (*r["answers"], *r["service_answers"])],
    "quality": lambda s, c, r: Quality(s).of_fields(),
    "own fields": lambda s, c, r: [OwnFieldsDesk(s).all(), *(tried(OwnFieldsDesk(s).get, one) for one in r["custom_field"])],
    "access report": lambda s, c, r: [AccessReport(s).file(c, "pdf" if s.is_office else "xlsx", "fr")],
    "export": lambda s, c, r: [list_table(s, Listed.CLIENTS, end) for end in (".xlsx", ".csv")],
    "conflicts": lambda s, c, r: [Conflicts(s).inbox(), Conflicts(s).list()],
    "directory": lambda s, c, r: [Directory(s).page(), Directory(s).find("null"), Directory(s).find("b", open_now=True, at=START), Directory(s).stale(), Directory(s).proposals()],
    "every entry of the directory": lambda s, c, r: [(tried(Directory(s).entry, kind, one), tried(VisitPapers(s).entry, kind, one)) for kind in ("organisation", "service", "location") for one in r[kind]],
    "export of the directory": lambda s, c, r: [Directory(s).export(kind) for kind in ("organisation", "service", "location")],
    "proposals": lambda s, c, r: Proposals(s).all(),
    "schedule": lambda s, c, r: [Schedule(s).of(c), Schedule(s).next_for(c), Schedule(s).day(TODAY, ZONE), Schedule(s).week(TODAY, ZONE), Schedule(s).between(NOW, NOW.replace(year=2099))],
    "every appointment": lambda s, c, r: [(tried(Schedule(s).show, one), tried(VisitPapers(s).slip, one)) for one in r["appointment"]],
    "papers of a visit": lambda s, c, r: [VisitPapers(s).day(TODAY, ZONE), VisitPapers(s).next_slip(c)],
    "incidents": lambda s, c, r: [tried(Incidents(s).all), tried(Incidents(s).file, "xlsx", "fr")],
    "retention": lambda s, c, r: [Retention(s).rules(), Retention(s).due()],
    "communities": lambda s, c, r: [Organisation(s).communities(), Organisation(s).own_communities()],
    "duplicates": lambda s, c, r: Duplicates(s).pairs(),
    "plan of an erasure": lambda s, c, r: Erasures(s).plan(c),
    "erasures": lambda s, c, r: Erasures(s).all(),
}  # fmt: skip


def tried(read: Callable[..., Any], *given: Any) -> Any:
    """What a reader gives; a sentence for a person is an answer as well."""
    try:
        return read(*given)
    except PortageError as refusal:
        return str(refusal)


@pytest.mark.parametrize("name", READS)
@pytest.mark.parametrize("where", ["office", "north"])
def test_nothing_that_reads_raises(name: str, where: str) -> None:
    at = world()
    session = at.office if where == "office" else at.north
    str(READS[name](session, at.client, at.records))
