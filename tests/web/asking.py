"""How stories ask the API."""

from typing import Any, Final, TypeAlias

from aiohttp import ClientResponse

from tests.support.api import CLINIC, Client, as_json, at

Json: TypeAlias = dict[str, Any]

VISIT: Final[Json] = {
    "complaint": "температура 39, кашель",
    "address": {"text": "город Волгоград, ул. Ленина, д. 5, кв. 17"},
    "patient": {"name": "Иванова Мария Петровна", "born_on": "1950-03-08"},
    "phone": "+79161234567",
    "clinic": CLINIC,
}


async def asked(client: Client, path: str) -> Json:
    """Return what is answered well."""
    return await sent(client, "GET", path)


async def sent(
    client: Client,
    method: str,
    path: str,
    body: Json | None = None,
    *,
    if_match: str | None = None,
    status: int | None = None,
) -> Json:
    """Return what is answered, which has that status, or is well."""
    headers = {} if if_match is None else {"If-Match": if_match}
    if body is not None:
        headers["Content-Type"] = "application/json"
    content = None if body is None else as_json(body)
    answer = await client.request(method, at(path), data=content, headers=headers)
    return await _told(answer, status)


async def posted(
    client: Client,
    path: str,
    body: Json,
    *,
    key: str,
    if_match: str | None = None,
    status: int | None = None,
) -> Json:
    """Return what is answered to a request that may come twice."""
    headers = {"Content-Type": "application/json", "Idempotency-Key": key}
    if if_match is not None:
        headers["If-Match"] = if_match
    answer = await client.post(at(path), data=as_json(body), headers=headers)
    return await _told(answer, status)


async def _told(answer: ClientResponse, status: int | None) -> Json:
    assert (answer.status == status) if status else answer.ok, await answer.text()
    told: Json = await answer.json(content_type=None)
    if not answer.ok:
        assert answer.content_type == "application/problem+json"
        assert told["status"] == answer.status
    return told


async def opened(client: Client, **fields: object) -> Json:
    """Return a ticket that was opened, a doctor's visit unless the fields say otherwise."""
    return await sent(client, "POST", "/tickets", request_of(**fields), status=201)


async def opened_once(client: Client, key: str, **fields: object) -> Json:
    """Return the ticket that was opened under a key."""
    return await posted(client, "/tickets", request_of(**fields), key=key, status=201)


def request_of(**fields: object) -> Json:
    """Return a request of a doctor's visit, unless the fields say otherwise."""
    return {
        "kind": "home_visit",
        "category": "home_visit",
        "person": {"name": "Иванов Пётр"},
        "text": "Мать больна, температура",
        "visits": [VISIT],
        **fields,
    }


async def changed(client: Client, ticket: Json, step: Json, status: int | None = None) -> Json:
    """Return what a step makes of a ticket."""
    where = f"/tickets/{ticket['ticket_id']}/changes"
    seen = f'"{ticket["revision"]}"'
    return await sent(client, "POST", where, {"change": step}, if_match=seen, status=status)
