"""The steps of administrators, and the rows that they change, in one transaction each."""

from collections.abc import Collection, Mapping, Sequence

import asyncpg
import msgspec

from administration.change import Change, Kind
from administration.documents import (
    ClinicDocument,
    DispatcherDocument,
    Document,
    Documents,
    OperatorDocument,
    UserDocument,
    read,
)
from administration.ports import TakenError
from base.ids import ChangeId, new_user_id
from storage.administered import clinic_said, dispatcher_said, operator_said, user_said
from storage.records.connection import Lent, Pool
from storage.records.directory import read_directory
from storage.records.roster import read_agents
from storage.records.staff import PostgresStaffBook
from storage.records.statements import statements


class _QuickerError(Exception):
    """Somebody else took a step first; whatever stands in the transaction goes with it."""


class PostgresAdministrationBook:
    """A `administration.ports.AdministrationBook`."""

    def __init__(self, pool: Pool, site: str) -> None:
        self._pool = pool
        self._site = site

    async def append(self, change: Change, secret: str | None = None) -> bool:
        """Take a step, the thing itself included; `False` when somebody was quicker.

        Raises:
            TakenError: the account or the login is somebody else's; then nothing has changed.

        """
        return await self.append_all([change], [secret])

    async def append_all(self, changes: Sequence[Change], secrets: Sequence[str | None]) -> bool:
        """Take steps, all of them or none; `False` when somebody was quicker with one.

        Raises:
            TakenError: an account or a login is somebody else's; then nothing has changed.

        """
        try:
            async with self._pool.connection() as connection, connection.transaction():
                for change, secret in zip(changes, secrets, strict=True):
                    await self._append(connection, change, secret)
        except _QuickerError:
            return False
        return True

    async def documents(self, kind: Kind) -> Documents:
        """Return what every thing of a kind says now, by subject."""
        match kind:
            case Kind.OPERATOR:
                async with self._pool.connection() as connection:
                    return operator_said(await read_agents(connection, self._site))
            case Kind.USER:
                return user_said(await PostgresStaffBook(self._pool, self._site).rows())
            case Kind.CLINIC | Kind.DISPATCHER:
                async with self._pool.connection() as connection:
                    directory = await read_directory(connection, self._site)
                return (
                    clinic_said(directory) if kind is Kind.CLINIC else dispatcher_said(directory)
                )
            case _:
                return await self._kept_documents(kind)

    async def changes(
        self,
        kinds: Collection[Kind],
        subject: str | None = None,
        behind: ChangeId | None = None,
        most: int = 50,
    ) -> tuple[Change, ...]:
        """Return the newest steps of some kinds, behind one, of one thing or of all."""
        async with self._pool.connection() as connection:
            rows = statements.changes_of(
                connection,
                site=self._site,
                kinds=sorted(kinds),
                subject=subject,
                behind=behind,
                most=most,
            )
            return tuple([_read(row) async for row in rows])

    async def find(self, change_id: ChangeId) -> Change | None:
        """Return one step."""
        async with self._pool.connection() as connection:
            row = await statements.change_of_id(connection, site=self._site, change_id=change_id)
        return None if row is None else _read(row)

    async def _append(self, connection: Lent, change: Change, secret: str | None) -> None:
        kept = await statements.append_change(
            connection,
            change_id=change.change_id,
            site=self._site,
            kind=change.kind,
            subject=change.subject,
            before=change.before,
            after=change.after,
            actor=change.actor,
            at=change.at,
            undoes=change.undoes,
            follows=change.follows,
        )
        if kept is None:
            raise _QuickerError
        try:
            await self._apply(connection, change, secret)
        except asyncpg.UniqueViolationError as error:
            raise TakenError(
                "Somebody else has that account or login; disable them first, or take another."
            ) from error

    async def _kept_documents(self, kind: Kind) -> Documents:
        found: dict[str, Document] = {}
        async with self._pool.connection() as connection:
            async for row in statements.last_documents(connection, site=self._site, kind=kind):
                document = read(kind, row["after"])
                assert document is not None, "Only things that say anything are asked for."
                found[row["subject"]] = document
        return found

    async def _apply(self, connection: Lent, change: Change, secret: str | None) -> None:
        document = read(change.kind, change.after)
        match change.kind, document:
            case Kind.OPERATOR, None:
                account = {"site": self._site, "account": change.subject}
                await statements.disable_agent(connection, **account, disabled_at=change.at)
            case Kind.USER, None:
                login = {"site": self._site, "login": change.subject}
                await statements.disable_user(connection, **login, now=change.at)
            case Kind.CLINIC, None:
                code = {"site": self._site, "code": change.subject}
                await statements.retire_clinic(connection, **code, at=change.at)
            case Kind.DISPATCHER, None:
                code = {"site": self._site, "code": change.subject}
                await statements.retire_dispatcher(connection, **code, at=change.at)
            case _, OperatorDocument():
                await self._put_agent(connection, change, document, secret)
            case _, UserDocument():
                await self._put_user(connection, change, document, secret)
            case _, ClinicDocument():
                await self._put_clinic(connection, change, document)
            case _, DispatcherDocument():
                await statements.change_dispatcher(
                    connection,
                    site=self._site,
                    code=change.subject,
                    name=document.name,
                    phone=document.phone,
                    settlements=list(document.settlements),
                    at=change.at,
                )
            case _:
                return  # Of the others, the steps are all that is kept.

    async def _put_agent(
        self, connection: Lent, change: Change, document: OperatorDocument, secret: str | None
    ) -> None:
        told: Mapping[str, object] = {
            "agent_id": document.agent_id,
            "site": self._site,
            "name": document.name,
            "skills": msgspec.json.encode(document.skills).decode(),
            "secret_digest": secret,
        }
        if await statements.change_agent(connection, **told) is None:
            assert secret is not None, "Whoever is added has a secret."
            await statements.add_agent(
                connection, **told, account=change.subject, added_at=change.at
            )

    async def _put_user(
        self, connection: Lent, change: Change, document: UserDocument, secret: str | None
    ) -> None:
        told: Mapping[str, object] = {
            "site": self._site,
            "login": change.subject,
            "name": document.name,
            "roles": sorted(document.roles),
            "account": document.account,
            "clinic": document.clinic,
            "password_hash": secret,
            "now": change.at,
        }
        is_new = change.before is None and change.undoes is None
        if not is_new:
            await statements.change_user(connection, **told)
            return
        assert secret is not None, "Whoever is added has a password."
        added = await statements.add_user(
            connection, **told, user_id=new_user_id(), added_by=change.actor
        )
        if added is None:
            raise TakenError(
                "There was a user of that login already, or somebody answers by that account; "
                "take another one."
            )

    async def _put_clinic(
        self, connection: Lent, change: Change, document: ClinicDocument
    ) -> None:
        told: Mapping[str, object] = {
            "site": self._site,
            "code": change.subject,
            "name": document.name,
            "serves": document.serves,
            "limits": [
                document.district_workday,
                document.duty_workday,
                document.district_day_off,
                document.duty_day_off,
            ],
            "same_day_until": document.same_day_until,
            "duty_until": document.duty_until,
            "phones": list(document.phones),
            "at": change.at,
        }
        if change.before is None:
            await statements.add_clinic(connection, **told)
        elif await statements.change_clinic(connection, **told) is None:
            raise TakenError("That clinic is gone since the last import; look at it again.")


def _read(row: asyncpg.Record) -> Change:
    undoes, follows = row["undoes"], row["follows"]
    return Change(
        change_id=ChangeId(row["change_id"]),
        kind=Kind(row["kind"]),
        subject=row["subject"],
        before=row["before"],
        after=row["after"],
        actor=row["actor"],
        at=row["at"],
        undoes=None if undoes is None else ChangeId(undoes),
        follows=None if follows is None else ChangeId(follows),
    )
