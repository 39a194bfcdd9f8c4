"""Tax years of everybody in a household: which returns are missing, and what filing would unlock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from desktop_app.domain.casework.benefits import ASSESSED, FILED, GATHERING, NOT_FILED
from desktop_app.domain.casework.benefits_check import meets
from desktop_app.domain.fields import Value
from desktop_app.services.casework.benefit_list import BenefitLine, BenefitList
from desktop_app.services.casework.household_work import Housemate, housemates
from desktop_app.services.casework.records import Record, Records
from desktop_app.services.clients.client_fields import id_in
from desktop_app.services.clients.client_lines import today_of
from desktop_app.services.editing import Editor, derived_id
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables

YEARS_SHOWN: Final = 4
"""So many years back are shown for everybody, whether something is known of them or not."""

ADULT_AT: Final = 18

_REGIONS: Final = {
    "québec": "QC",
    "quebec": "QC",
    "ontario": "ON",
    "nunavut": "NU",
    "manitoba": "MB",
    "alberta": "AB",
    "yukon": "YT",
    "saskatchewan": "SK",
    "british columbia": "BC",
    "colombie-britannique": "BC",
    "northwest territories": "NT",
    "territoires du nord-ouest": "NT",
    "new brunswick": "NB",
    "nouveau-brunswick": "NB",
    "nova scotia": "NS",
    "nouvelle-écosse": "NS",
    "prince edward island": "PE",
    "île-du-prince-édouard": "PE",
    "newfoundland and labrador": "NL",
    "terre-neuve-et-labrador": "NL",
}


@dataclass(frozen=True, slots=True)
class YearLine:
    """One year of one person. state: empty while nobody asked. unlocks: what filing would open."""

    client: str
    year: int
    state: str
    record: Record | None
    unlocks: tuple[BenefitLine, ...]

    @property
    def missing(self) -> bool:
        """Whether it is known that the return is not filed yet."""
        return self.state in (NOT_FILED, GATHERING)


@dataclass(frozen=True, slots=True)
class PersonYears:
    """The years of one person, the newest first."""

    mate: Housemate
    years: tuple[YearLine, ...]


class TaxYears:
    """Reads and writes tax years. Ids are 32 hexadecimal digits."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._records = Records(session)

    def of(self, client: str) -> tuple[PersonYears, ...]:
        """The years of everybody who lives with this client now and may file a return."""
        session = self._session
        last = today_of(session).year - 1
        with session.database.reading() as tables:
            benefits = BenefitList(session).read_all(tables)
            found = []
            mates = housemates(tables, session, client)
            children = sum(_is_child(one, last + 1) for one in mates)
            for mate in mates:
                known = {
                    record.number("year"): record
                    for record in self._records.read_of(tables, mate.client, "tax_year")
                }
                wanted = set(range(last, last - YEARS_SHOWN, -1)) | set(known)
                if not known and mate.client != client and _is_child(mate, last):
                    continue
                facts: dict[str, Value] = {"children": children} if mate.member else {}
                if mate.birth_date.removeprefix("~")[:4].isdecimal():
                    facts["age"] = last - int(mate.birth_date.removeprefix("~")[:4])
                fitting = tuple(one for one in benefits if _may_fit(one, facts))
                region = self.region(tables, mate.client)
                found.append(
                    PersonYears(
                        mate,
                        tuple(
                            self._year(mate.client, year, known.get(year), fitting, region)
                            for year in sorted(wanted, reverse=True)
                        ),
                    )
                )
            return tuple(found)

    def set(self, client: str, year: int, values: Mapping[str, Value]) -> str:
        """Say how the return of a year stands; gives the id of its record.

        Two laptops that write of one year write into one record. Raises NotHere, NotAllowed,
        ValueRefused.
        """
        session = self._session
        with session.database.writing() as tables:
            editor = Editor(session, tables)
            editor.begin_act()
            made = derived_id(id_in(client) or bytes(16), f"tax year {year}")
            told = {"year": year, **values}
            if tables.rows.get(session.registry["tax_year"], made) is None:
                identifier = self._records.write_new(tables, editor, "tax_year", client, told, made)
            else:
                identifier = made.hex()
                if self._records.revive(tables, editor, "tax_year", made):
                    editor.flush()
                self._records.write(tables, editor, "tax_year", identifier, told)
            editor.flush()
            return identifier

    def region(self, tables: Tables, client: str) -> str:
        """The province or territory of a client as two letters, "" where nobody knows: of the
        address, or else of the community."""
        session = self._session
        raw = id_in(client) or bytes(16)
        identity = tables.rows.get(session.registry["identity"], raw)
        own = "" if identity is None else str(identity.value("province") or "")
        if not own:
            row = tables.rows.get(session.registry["client"], raw)
            community = None if row is None else id_in(row.value("community"))
            place = (
                None
                if community is None
                else tables.rows.get(session.registry["community"], community)
            )
            own = "" if place is None else str(place.value("region") or "")
        return own.upper() if len(own) == 2 else _REGIONS.get(own.casefold(), "")

    def _year(
        self,
        client: str,
        year: int,
        record: Record | None,
        benefits: tuple[BenefitLine, ...],
        region: str,
    ) -> YearLine:
        state = "" if record is None else record.text("state")
        unlocks: tuple[BenefitLine, ...] = ()
        if state not in (FILED, ASSESSED):
            unlocks = unlocked(benefits, year, region, today_of(self._session).year)
        return YearLine(client, year, state, record, unlocks)


def unlocked(
    benefits: tuple[BenefitLine, ...], year: int, region: str, this_year: int
) -> tuple[BenefitLine, ...]:
    """What a return of `year` may open: benefits worked out from it, of Canada and of the region.

    One that has ended counts for the years before its end. One that is paid back for so many years
    only does not count for years before that. Which of them somebody receives, others decide.
    """
    found = []
    for one in benefits:
        if not one.needs_return or (one.text("province") and one.text("province") != region):
            continue
        ended = one.text("ended_on")
        if ended and int(ended[:4]) <= year:
            continue
        back = one.number("years_back")
        if back and year < this_year - back:
            continue
        found.append(one)
    return tuple(found)


def _may_fit(line: BenefitLine, facts: Mapping[str, Value]) -> bool:
    """Whether nothing that the file knows speaks against a benefit."""
    return all(meets(one, facts.get(one.question)) is not False for one in line.conditions)


def _is_child(mate: Housemate, last: int) -> bool:
    known = mate.birth_date.removeprefix("~")[:4]
    return known.isdecimal() and int(known) + ADULT_AT > last
