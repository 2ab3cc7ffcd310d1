"""The one table of the API: every operation, and the scope that it needs."""

from dataclasses import replace
from http import HTTPStatus
from typing import Final

from web.api.admin_routes import ADMIN_ROUTES
from web.api.alerts import ALERT_ROUTES
from web.api.asks import (
    DispatcherAsk,
    DispatchesAsk,
    DueAsk,
    InstitutionsAsk,
    PageAsk,
    ReadersAsk,
    ReceptionsAsk,
    StreetsAsk,
    TicketsAsk,
    VisitsAsk,
)
from web.api.board import BOARD_ROUTES
from web.api.case_files import CASE_FILE_ROUTES
from web.api.desk import DESK_ROUTES
from web.api.dispositions import DISPOSITION_ROUTES
from web.api.drafts import DRAFT_ROUTES
from web.api.handover import HANDOVER_ROUTES
from web.api.lists import (
    list_callbacks,
    list_calls,
    list_contacts,
    list_dispatches,
    list_due,
    list_intakes,
    list_visits,
    replay_dispatches,
)
from web.api.me import ME
from web.api.model import (
    HoursSent,
    NewTicketSent,
    Nothing,
    ProposalSent,
    ReplaySent,
    TopicSent,
    VisitChangeSent,
    VisitsSent,
    WhySent,
)
from web.api.orders import add_topic, order_hours, show_hours, show_topics, stop_topic
from web.api.past import PAST_ROUTES
from web.api.phone import PHONE_ROUTES
from web.api.readers import list_readers
from web.api.recordings import RECORDING_ROUTES
from web.api.region import (
    get_dispatcher,
    get_institution,
    list_categories,
    list_clinics,
    list_institutions,
    list_receptions,
    suggest_streets,
)
from web.api.reports import REPORT_ROUTES
from web.api.route import Address, Route, route
from web.api.scopes import Scope
from web.api.shown import (
    CallbackPage,
    CallPage,
    ContactPage,
    DispatchPage,
    DuePage,
    IntakePage,
    Replayed,
    TicketPage,
    TicketShown,
    TicketWhole,
    VisitPage,
)
from web.api.shown_plan import ProposalShown
from web.api.shown_readers import Readers
from web.api.shown_region import (
    Categories,
    Clinics,
    DispatcherShown,
    InstitutionPage,
    InstitutionShown,
    ReceptionPage,
    Services,
    Streets,
    Topics,
)
from web.api.steps import ChangeSent
from web.api.supervise import SUPERVISE_ROUTES
from web.api.talks import TALK_ROUTES
from web.api.tickets import (
    change_ticket,
    get_ticket,
    list_tickets,
    open_ticket,
)
from web.api.visits import add_visits, cancel_visit, change_visit, propose_visit
from web.api.worklists import WORKLIST_ROUTES

PREFIX: Final = "/api/v1"
DOCUMENT: Final = "/openapi.json"
"""The only path that opens without a token: it tells how to ask, and nothing else."""


def _get(path: str, scope: Scope) -> Address:
    return Address(method="GET", path=path, scope=scope)


def _post(path: str, scope: Scope) -> Address:
    return Address(method="POST", path=path, scope=scope)


def _made(path: str, scope: Scope) -> Address:
    return Address(method="POST", path=path, scope=scope, status=HTTPStatus.CREATED)


def _matched(path: str, scope: Scope) -> Address:
    return Address(method="POST", path=path, scope=scope, needs_match=True, may_repeat=True)


ROUTES: Final[tuple[Route, ...]] = (
    *ME,
    *TALK_ROUTES,
    *SUPERVISE_ROUTES,
    *WORKLIST_ROUTES,
    *HANDOVER_ROUTES,
    *CASE_FILE_ROUTES,
    *PAST_ROUTES,
    *RECORDING_ROUTES,
    *DESK_ROUTES,
    *BOARD_ROUTES,
    *DISPOSITION_ROUTES,
    *DRAFT_ROUTES,
    *ADMIN_ROUTES,
    *ALERT_ROUTES,
    route(
        _get("/tickets", Scope.TICKETS_READ),
        list_tickets,
        query=TicketsAsk,
        body=Nothing,
        shown=TicketPage,
    ),
    route(
        replace(_made("/tickets", Scope.TICKETS_WRITE), may_repeat=True),
        open_ticket,
        query=Nothing,
        body=NewTicketSent,
        shown=TicketShown,
    ),
    route(
        _get("/tickets/{ticket}", Scope.TICKETS_READ),
        get_ticket,
        query=Nothing,
        body=Nothing,
        shown=TicketWhole,
    ),
    route(
        _get("/tickets/{ticket}/reads", Scope.AUDIT_READ),
        list_readers,
        query=ReadersAsk,
        body=Nothing,
        shown=Readers,
    ),
    route(
        _matched("/tickets/{ticket}/changes", Scope.TICKETS_WRITE),
        change_ticket,
        query=Nothing,
        body=ChangeSent,
        shown=TicketShown,
    ),
    route(
        _matched("/tickets/{ticket}/visits", Scope.VISITS_WRITE),
        add_visits,
        query=Nothing,
        body=VisitsSent,
        shown=TicketShown,
    ),
    route(
        replace(_get("/visits", Scope.VISITS_READ), is_for_clinics=True),
        list_visits,
        query=VisitsAsk,
        body=Nothing,
        shown=VisitPage,
    ),
    route(
        _post("/visits/proposals", Scope.VISITS_WRITE),
        propose_visit,
        query=Nothing,
        body=ProposalSent,
        shown=ProposalShown,
    ),
    route(
        _matched("/visits/{visit_id}/changes", Scope.VISITS_WRITE),
        change_visit,
        query=Nothing,
        body=VisitChangeSent,
        shown=TicketShown,
    ),
    route(
        _post("/visits/{visit_id}/cancel", Scope.VISITS_WRITE),
        cancel_visit,
        query=Nothing,
        body=WhySent,
        shown=TicketShown,
    ),
    route(
        _get("/deadlines", Scope.TICKETS_READ),
        list_due,
        query=DueAsk,
        body=Nothing,
        shown=DuePage,
    ),
    route(
        _get("/intakes", Scope.TICKETS_READ),
        list_intakes,
        query=PageAsk,
        body=Nothing,
        shown=IntakePage,
    ),
    route(
        _get("/numbers/{number}/calls", Scope.CALLS_READ),
        list_calls,
        query=PageAsk,
        body=Nothing,
        shown=CallPage,
    ),
    route(
        _get("/numbers/{number}/contacts", Scope.CALLS_READ),
        list_contacts,
        query=PageAsk,
        body=Nothing,
        shown=ContactPage,
    ),
    route(
        _get("/callbacks", Scope.CALLS_READ),
        list_callbacks,
        query=PageAsk,
        body=Nothing,
        shown=CallbackPage,
    ),
    route(
        replace(_get("/categories", Scope.DIRECTORY_READ), is_for_clinics=True),
        list_categories,
        query=Nothing,
        body=Nothing,
        shown=Categories,
    ),
    route(
        replace(_get("/clinics", Scope.DIRECTORY_READ), is_for_clinics=True),
        list_clinics,
        query=Nothing,
        body=Nothing,
        shown=Clinics,
    ),
    route(
        _get("/institutions", Scope.DIRECTORY_READ),
        list_institutions,
        query=InstitutionsAsk,
        body=Nothing,
        shown=InstitutionPage,
    ),
    route(
        _get("/institutions/{code}", Scope.DIRECTORY_READ),
        get_institution,
        query=Nothing,
        body=Nothing,
        shown=InstitutionShown,
    ),
    route(
        _get("/dispatchers", Scope.DIRECTORY_READ),
        get_dispatcher,
        query=DispatcherAsk,
        body=Nothing,
        shown=DispatcherShown,
    ),
    route(
        _get("/timetables", Scope.DIRECTORY_READ),
        list_receptions,
        query=ReceptionsAsk,
        body=Nothing,
        shown=ReceptionPage,
    ),
    route(
        _get("/streets", Scope.DIRECTORY_READ),
        suggest_streets,
        query=StreetsAsk,
        body=Nothing,
        shown=Streets,
    ),
    route(
        _get("/dispatches", Scope.DISPATCHES_READ),
        list_dispatches,
        query=DispatchesAsk,
        body=Nothing,
        shown=DispatchPage,
    ),
    route(
        _post("/dispatches/replay", Scope.DISPATCHES_WRITE),
        replay_dispatches,
        query=Nothing,
        body=ReplaySent,
        shown=Replayed,
    ),
    route(
        _get("/hours", Scope.ORDERS_READ),
        show_hours,
        query=Nothing,
        body=Nothing,
        shown=Services,
    ),
    route(
        _post("/hours", Scope.ORDERS_WRITE),
        order_hours,
        query=Nothing,
        body=HoursSent,
        shown=Services,
    ),
    route(
        _get("/topics", Scope.ORDERS_READ),
        show_topics,
        query=Nothing,
        body=Nothing,
        shown=Topics,
    ),
    route(
        _made("/topics", Scope.ORDERS_WRITE),
        add_topic,
        query=Nothing,
        body=TopicSent,
        shown=Topics,
    ),
    route(
        _post("/topics/{topic_id}/stop", Scope.ORDERS_WRITE),
        stop_topic,
        query=Nothing,
        body=Nothing,
        shown=Topics,
    ),
    *REPORT_ROUTES,
    *PHONE_ROUTES,
)
