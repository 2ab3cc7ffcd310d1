"""`delivery/rendering.py`, `delivery/example.py` and the templates that ship."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.ids import new_dispatch_id
from delivery.example import FACTS, example, shipped_template
from delivery.policy import BodyKind
from delivery.rendering import Rendered, TemplateFault, check_template, render
from tests.tickets.cases import NOON, ZONE, a_file, a_visit
from tickets.category import Kind
from tickets.dispatch import Dispatch, DispatchAbout, Facts
from tickets.telling import Telling, dispatches_of, visit_facts
from tickets.visit import Window

_REQUEST = example(DispatchAbout.VISIT_REQUESTED)
_NAMESPACE = {"d": "urn:line122:dispatch"}


def _body(dispatch: Dispatch, kind: BodyKind, template: str | None = None) -> bytes:
    text = shipped_template(kind) if template is None else template
    made = render(dispatch, "vlg", text, kind)
    assert isinstance(made, Rendered), made
    return made.body


def _fault(template: str, kind: BodyKind = BodyKind.JSON) -> str:
    made = render(_REQUEST, "vlg", template, kind)
    assert isinstance(made, TemplateFault), made
    return made.reason


def _with(facts: Facts) -> Dispatch:
    return replace(_REQUEST, facts=facts)


def _parsed(facts: Facts) -> ET.Element:
    return ET.fromstring(_body(_with(facts), BodyKind.XML))  # noqa: S314 - Our own output.


def test_request_in_json_is_shaped_as_fhir_wants_it() -> None:
    """Source: HL7 FHIR R4, ServiceRequest: status, intent and subject are required."""
    request = json.loads(_body(_REQUEST, BodyKind.JSON))
    assert (request["resourceType"], request["status"], request["intent"]) == (
        "ServiceRequest",
        "active",
        "order",
    )
    patient, place = request["contained"]
    assert request["subject"] == {"reference": f"#{patient['id']}"}
    assert patient["birthDate"] == "1950-03-08"
    assert place["description"] == "подъезд 2, этаж 5, квартира 17, домофон 17, за аптекой"
    assert request["priority"] == "urgent"


def test_clinic_hears_when_which_doctor_was_promised_and_how_old_the_patient_is() -> None:
    """The day is told as such where no window was named: an occurrence has one form."""
    patient = {"name": "Иванова", "birth_date": None, "age": 75}
    facts = {**FACTS, "window": None, "patient": patient}
    request = json.loads(_body(_with(facts), BodyKind.JSON))
    assert request["occurrenceDateTime"] == "2026-01-09"
    assert request["performerType"] == {"text": "district"}
    assert request["note"] == [{"text": "лет: 75, лист ожидания"}]
    visit = _parsed(facts).find("d:visit", _NAMESPACE)
    assert visit is not None
    promised, told = visit.find("d:promised", _NAMESPACE), visit.find("d:patient", _NAMESPACE)
    assert promised is not None
    assert told is not None
    assert promised.attrib == {"day": "2026-01-09", "shift": "district", "waitingList": "true"}
    assert told.attrib["age"] == "75"


def test_cancelled_visit_is_a_revoked_request() -> None:
    cancelled = json.loads(_body(example(DispatchAbout.VISIT_CANCELLED), BodyKind.JSON))
    assert cancelled["status"] == "revoked"


@pytest.mark.parametrize("kind", list(BodyKind))
@pytest.mark.parametrize("facts", [{}, {"patient": None}, {"address": {}, "danger_signs": []}])
def test_no_visit_fails_for_want_of_a_fact(kind: BodyKind, facts: Facts) -> None:
    assert str(_REQUEST.dispatch_id).encode() in _body(_with(facts), kind)


@given(st.text())
def test_whatever_a_citizen_says_arrives_whole_in_json(said: str) -> None:
    said = said.encode(errors="ignore").decode()
    request = json.loads(_body(_with({**FACTS, "what_happened": said}), BodyKind.JSON))
    assert request.get("reasonCode", [{"text": ""}])[0]["text"] == said


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Cn"])))
def test_whatever_a_citizen_says_arrives_whole_in_xml(said: str) -> None:
    request = _parsed({**FACTS, "what_happened": said})
    assert (request.findtext(".//d:whatHappened", namespaces=_NAMESPACE) or "") == said


def test_characters_that_xml_forbids_cost_nobody_the_visit() -> None:
    facts = {**FACTS, "what_happened": "кашель\x00\x1b\ufffe <script>&"}
    request = _parsed(facts)
    assert request.findtext(".//d:whatHappened", namespaces=_NAMESPACE) == "кашель <script>&"


def test_text_within_quotes_is_refused_as_no_json() -> None:
    assert "no JSON" in _fault('{"text": "{{ facts.what_happened }}"}')


def test_template_that_leaves_a_tag_open_is_refused_as_no_xml() -> None:
    assert "no XML" in _fault("<a><b></a>", BodyKind.XML)


@pytest.mark.parametrize(
    "template",
    [
        "{% for n in range(999999999) %}{% endfor %}",
        "{{ 1 / 0 }}",
        "{{ facts.patient.age + '1' }}",
        "{% if %}",
        "{{ facts.pop('number') }}",
        "{{ unknown() }}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        '"{{ "x" * 300000 }}"',
    ],
)
def test_template_can_neither_escape_nor_crash_nor_grow(template: str) -> None:
    assert _fault(template).startswith("template: ")


def test_template_finds_no_way_out_of_its_facts() -> None:
    assert _body(_REQUEST, BodyKind.JSON, "{{ facts.__class__.__mro__ }}") == b"null"


def test_why_a_template_fails_never_tells_what_a_citizen_said() -> None:
    reason = _fault("{{ facts.what_happened + facts.patient.age }}")
    assert "температура" not in reason


def test_template_that_names_an_unknown_fact_is_found_before_it_is_used() -> None:
    template = '{"where": {{ facts.adress }}}'
    assert check_template(_REQUEST, "vlg", template, BodyKind.JSON) is not None
    assert json.loads(_body(_REQUEST, BodyKind.JSON, template)) == {"where": None}


@pytest.mark.parametrize("kind", list(BodyKind))
@pytest.mark.parametrize("about", list(DispatchAbout))
def test_shipped_template_names_only_facts_that_there_are(
    kind: BodyKind, about: DispatchAbout
) -> None:
    assert check_template(example(about), "vlg", shipped_template(kind), kind) is None


def test_example_names_every_fact_that_tickets_and_visits_tell() -> None:
    """A template is tried on the example: what that lacks, no region may use."""
    told = _names(_told_of_a_visit()) | _names(_told_of_a_file())
    assert told == _names(FACTS)


def _told_of_a_visit() -> Facts:
    window = Window(since=NOON, until=NOON + timedelta(hours=6))
    return visit_facts(a_file().card, replace(a_visit(), window=window), _telling())


def _told_of_a_file() -> Facts:
    before = a_file()
    after = replace(before, card=replace(before.card, filed_at=NOON, kind=Kind.APPOINTMENT))
    (dispatch,) = dispatches_of(before, after, _telling())
    return dispatch.facts


def _telling() -> Telling:
    return Telling(
        now=NOON,
        zone=ZONE,
        new_id=new_dispatch_id,
        clinic_name=str,
        targets={Kind.APPOINTMENT: "registry"},
    )


def _names(facts: Facts) -> set[str]:
    """Return the paths of all facts: `address.flat`."""
    inner = {
        f"{name}.{each}"
        for name, fact in facts.items()
        if isinstance(fact, Mapping)
        for each in _names(fact)
    }
    return {*facts, *inner}
