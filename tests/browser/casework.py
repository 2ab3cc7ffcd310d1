"""What a case is worked on with: categories, clinics, who would come; and who has read it."""

from typing import Final
from uuid import UUID

import msgspec

from tests.browser.desk_site import DeskSite
from tests.browser.one_case import NUMBER, moment, whole
from tests.browser.worklists import a_busy_morning
from tickets.capacity import Shift, SlotReason
from tickets.category import Kind
from tickets.clinic_choice import ChoiceReason, ChoiceWarning
from tickets.directory import Serves
from web.api.shown_plan import ClinicNamed, ProposalShown
from web.api.shown_readers import Readers, ReadShown
from web.api.shown_region import Categories, CategoryShown, Clinics, ClinicShown

OTHER: Final = UUID(int=12)
OTHER_NUMBER: Final = "261123-0004-7"
_CLINICS: Final = (
    ("gp-3", "Городская поликлиника № 3"),
    ("gp-7", "Городская поликлиника № 7"),
    ("dp-2", "Детская поликлиника № 2"),
)


def a_case_to_work_on(site: DeskSite) -> None:
    """Let everything be at hand that dialogs of a case ask for."""
    a_busy_morning(site)
    other = whole(name="Ольга Ветрова")
    ticket = msgspec.structs.replace(other.ticket, ticket_id=OTHER, number=OTHER_NUMBER)
    site.answers |= {
        f"tickets/{OTHER_NUMBER}": msgspec.json.encode(
            msgspec.structs.replace(other, ticket=ticket)
        ),
        "clinics": msgspec.json.encode(_clinics()),
        "categories": msgspec.json.encode(_categories()),
    }
    site.replies["visits/proposals"] = msgspec.json.encode(_plan())


def reads_of_a_case(site: DeskSite) -> None:
    """Let an auditor find who has read the case."""
    site.scopes = ("audit:read", "directory:read")
    reads = (
        ("person", "morozova", "get_ticket"),
        ("person", "sokolova", "list_due"),
        ("person", "morozova", "play_recording"),
        ("partner", "portal", "list_tickets"),
        ("person", "morozova", "screen_pop"),
    )
    site.answers[f"tickets/{NUMBER}/reads"] = msgspec.json.encode(
        Readers(
            reads=tuple(
                ReadShown(at=moment(-12 * place), role=role, reader=reader, operation=operation)
                for place, (role, reader, operation) in enumerate(reads, 1)
            )
        )
    )


def _clinics() -> Clinics:
    return Clinics(
        clinics=tuple(
            ClinicShown(
                code=code,
                name=name,
                serves=Serves.BOTH,
                same_day_until=720,
                duty_until=1140,
                phones=("+78442000003",),
            )
            for code, name in _CLINICS
        )
    )


def _categories() -> Categories:
    titles = (
        ("home_visit", Kind.HOME_VISIT, "Вызов врача на дом"),
        ("home_visit.child", Kind.HOME_VISIT, "Вызов педиатра к ребёнку"),
        ("complaint.wait", Kind.COMPLAINT, "Жалоба на ожидание"),
    )
    return Categories(
        categories=tuple(
            CategoryShown(
                code=code,
                parent=None,
                title=title,
                kind=kind,
                is_in_scope=True,
                answer="",
                own_within_s=None,
                resolve_within_s=None,
                service=None,
            )
            for code, kind, title in titles
        )
    )


def _plan() -> ProposalShown:
    (visit,) = whole().ticket.visits
    code, name = _CLINICS[1]
    return ProposalShown(
        address=visit.address,
        clinic=ClinicNamed(code=code, name=name),
        clinic_because=next(iter(ChoiceReason)),
        clinic_warning=next(iter(ChoiceWarning)),
        undecided_because=None,
        candidates=(),
        day=moment(60 * 24).date(),
        shift=Shift.DISTRICT,
        day_because=next(iter(SlotReason)),
        day_warnings=(),
        is_on_waiting_list=False,
        ahead=None,
        places_left=3,
        free=None,
    )
