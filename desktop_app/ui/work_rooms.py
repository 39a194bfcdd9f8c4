"""Which rooms a client's file and the settings have, each made from the services of its subject."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from desktop_app.services.casework.access import Access
from desktop_app.services.casework.agreements import Agreements
from desktop_app.services.casework.applications import Applications
from desktop_app.services.casework.benefit_check import BenefitCheck
from desktop_app.services.casework.benefit_list import BenefitList
from desktop_app.services.casework.consents import Consents
from desktop_app.services.casework.documents import Documents
from desktop_app.services.casework.families import Families
from desktop_app.services.casework.look_papers import LookPapers
from desktop_app.services.casework.plan_papers import PlanPapers
from desktop_app.services.casework.plans import Plans
from desktop_app.services.casework.read_back import ReadBacks
from desktop_app.services.casework.records import Records
from desktop_app.services.casework.reference_person import ReferencePeople
from desktop_app.services.casework.referrals import Referrals
from desktop_app.services.casework.tax_years import TaxYears
from desktop_app.services.clients.attachments import Attachments
from desktop_app.services.clients.clients import Clients
from desktop_app.services.clients.households import Households
from desktop_app.services.directory.directory import Directory
from desktop_app.services.processes.reader import read_attached, read_directory, read_table
from desktop_app.services.session import Session
from desktop_app.services.tables.imports import Imports
from desktop_app.services.tables.list_reading import ListReading
from desktop_app.services.tables.list_tables import Listed, list_table
from desktop_app.services.trust.office_settings import OfficeSettings
from desktop_app.storage.files import write_whole
from desktop_app.ui import family, tables
from desktop_app.ui.benefits.build import room as benefits_room
from desktop_app.ui.benefits.presenter import BenefitsServices
from desktop_app.ui.documents.build import room as documents_room
from desktop_app.ui.documents.presenter import DocumentsServices
from desktop_app.ui.family.presenter import FamilyServices
from desktop_app.ui.followup.build import office_room as follow_up_office_room
from desktop_app.ui.followup.build import room as follow_up_room
from desktop_app.ui.followup.services import FollowUpServices
from desktop_app.ui.forms import build as forms
from desktop_app.ui.forms.services import form_services, office_services
from desktop_app.ui.journey import build as journey_screens
from desktop_app.ui.journey.beside import board_page
from desktop_app.ui.journey.services import JourneyServices
from desktop_app.ui.papers.build import room as papers_room
from desktop_app.ui.papers.presenter import PapersServices
from desktop_app.ui.plan.build import room as plan_room
from desktop_app.ui.plan.presenter import PlanServices
from desktop_app.ui.practice.build import file_room as practice_room
from desktop_app.ui.practice.build import office_room as practice_office_room
from desktop_app.ui.practice.services import PracticeServices
from desktop_app.ui.privacy import build as privacy
from desktop_app.ui.privacy.office_presenter import OfficeServices
from desktop_app.ui.privacy.presenter import PrivacyServices
from desktop_app.ui.referrals.build import room as referrals_room
from desktop_app.ui.referrals.presenter import ReferralServices
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.drafting import DraftBox
from desktop_app.ui.shared.jobs import Jobs
from desktop_app.ui.shared.rooms import Room
from desktop_app.ui.tables.presenter import TablesServices


@dataclass(frozen=True, slots=True)
class WorkRooms:
    """Makes the rooms. local_now: the time with its zone. new_id: ids for new items of a list.
    zone: whose clock papers show; an IANA name. cover: hides the window where a PIN of this session was
    chosen."""

    session: Session
    drafts: DraftBox
    jobs: Jobs
    door: Door
    local_now: Callable[[], datetime]
    new_id: Callable[[], UUID]
    zone: Callable[[], str]
    cover: Callable[[], None] = lambda: None

    def of_a_file(self) -> tuple[Room, ...]:
        """The rooms of a client's file, in the order of their tabs."""
        return (
            self._follow_up(),
            journey_screens.file_room(self.journey(), self.jobs, self.door),
            self._plan(),
            self._benefits(),
            self._documents(),
            self._referrals(),
            self._forms(),
            self._family(),
            self._privacy(),
            practice_room(self.practice(), self.drafts, self.jobs, self.door, self.new_id),
        )

    def of_a_service(self) -> tuple[Room, ...]:
        """What else stands at a service of the directory."""
        services = form_services(self.session, self.drafts, lambda: self.local_now().date())
        return (forms.service_room(services, self.jobs, self.door, self.new_id),)

    def of_the_settings(self) -> tuple[Room, ...]:
        """What the office settles about case work, in the order of its tabs."""
        follow_up = follow_up_office_room(
            self.session, self.drafts, self.jobs, self.door, self.new_id
        )
        return (
            journey_screens.settings_room(self.journey(), self.jobs, self.door),
            self._papers(),
            follow_up,
            self._office_forms(),
            self._tables(),
            self._guard(),
            practice_office_room(self.practice(), self.drafts, self.jobs, self.door, self.new_id),
        )

    def practice(self) -> PracticeServices:
        """What the rooms and the messages of practice are made with."""
        return PracticeServices.of(self.session, self._today, self.zone)

    def _follow_up(self) -> Room:
        services = FollowUpServices.of(self.session, lambda: self.local_now().date())
        return follow_up_room(services, self.drafts, self.jobs, self.door, self.new_id)

    def _referrals(self) -> Room:
        session = self.session
        services = ReferralServices(
            Referrals(session), Agreements(session), Directory(session), self.drafts,
            lambda: self.local_now().date().isoformat(),
        )  # fmt: skip
        return referrals_room(services, self.jobs, self.door, self.new_id)

    def _family(self) -> Room:
        session = self.session
        services = FamilyServices(
            Families(session),
            Households(session),
            Clients(session),
            session.registry,
            self.drafts,
            lambda: self.local_now().date().isoformat(),
        )
        return family.build(services, self.new_id, self.jobs, self.door)

    def _local(self, at: int) -> datetime:
        """A moment in milliseconds UTC on the clock of this place."""
        return datetime.fromtimestamp(at / 1000, self.local_now().tzinfo)

    def _forms(self) -> Room:
        services = form_services(self.session, self.drafts, lambda: self.local_now().date())
        return forms.room(services, self.jobs, self.door, self.new_id)

    def _office_forms(self) -> Room:
        services = office_services(self.session, self.drafts, lambda: self.local_now().date())
        return forms.office_room(services, self.jobs, self.door, self.new_id)

    def _tables(self) -> Room:
        def write(listed: Listed, path: Path) -> int:
            count, data = list_table(self.session, listed, path.suffix.lower())
            write_whole(path, data)
            return count

        services = TablesServices(
            Imports(self.session, read_directory, read_table),
            write,
            ListReading(self.session, read_table),
        )
        return tables.build(services, self._local, self.jobs, self.door)

    def beside_the_list(self) -> tuple[Room, ...]:
        """Further pages of the clients, beside their list."""
        return (board_page(self.journey, self.jobs, self.door),)

    def journey(self) -> JourneyServices:
        """What the rooms and the board of journeys are made with."""
        return JourneyServices.of(self.session, self.drafts, self.local_now, self.new_id)

    def _privacy(self) -> Room:
        session = self.session
        services = PrivacyServices(
            Access(session),
            Consents(session),
            Clients(session),
            ReadBacks(session),
            LookPapers(session, self.zone()),
            self.drafts,
            self.local_now,
            self.cover,
        )
        return privacy.room(services, self.jobs, self.door, self.new_id)

    def _guard(self) -> Room:
        session, zone = self.session, self.local_now().tzinfo
        services = OfficeServices(
            OfficeSettings(session),
            Access(session),
            lambda: session.is_office,
            lambda at: datetime.fromtimestamp(at / 1000, zone),
        )
        return privacy.office_room(services, self.jobs, self.door)

    def _plan(self) -> Room:
        papers = PlanPapers(self.session, self.zone())
        services = PlanServices(
            Plans(self.session),
            papers.plan,
            self.drafts,
            self._today,
        )
        return plan_room(services, self.jobs, self.door, self.new_id)

    def _benefits(self) -> Room:
        services = BenefitsServices(
            Applications(self.session),
            TaxYears(self.session),
            BenefitCheck(self.session, self.zone()),
            self.drafts,
            self._today,
        )
        return benefits_room(services, self.jobs, self.door, self.new_id)

    def _documents(self) -> Room:
        services = DocumentsServices(
            Documents(self.session, self.zone()),
            Attachments(self.session, read_attached).of,
            self.drafts,
            self._today,
        )
        return documents_room(services, self.jobs, self.door, self.new_id)

    def _papers(self) -> Room:
        services = PapersServices(
            BenefitList(self.session),
            Documents(self.session, self.zone()),
            ReferencePeople(self.session),
            Records(self.session),
            self.drafts,
            self._services,
            lambda: self.session.is_office,
            self._today,
        )
        return papers_room(services, self.jobs, self.door, self.new_id)

    def _services(self) -> tuple[tuple[str, str], ...]:
        """Ids and names of the services of the directory."""
        found = Records(self.session).all("service")
        return tuple(sorted(((one.id, one.text("name")) for one in found), key=lambda one: one[1]))

    def _today(self) -> str:
        return self.local_now().date().isoformat()
