"""The steps of administrators in memory; see `storage/memory.py`."""

from collections.abc import Collection
from dataclasses import replace

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
from agents.agent import Account, Operator, Skill
from base.errors import Line122Error
from base.ids import AgentId, ChangeId, ClinicCode, InstitutionCode, new_user_id
from base.phone import PhoneNumber
from staff.user import User, UserRow
from storage.administered import clinic_said, dispatcher_said, operator_said, user_said
from storage.memory import MemoryAgentBook
from storage.memory_directory import MemoryDirectoryBook
from storage.memory_staff import MemoryStaffBook
from tickets.directory import Clinic, Dispatcher, DoctorsVisits, Institution
from tickets.directory import Kind as Table


class MemoryAdministrationBook:
    """A `administration.ports.AdministrationBook` over the books whose rows it changes."""

    def __init__(
        self, agents: MemoryAgentBook, staff: MemoryStaffBook, directory: MemoryDirectoryBook
    ) -> None:
        self._agents = agents
        self._staff = staff
        self._directory = directory
        self.steps: list[Change] = []

    async def append(self, change: Change, secret: str | None = None) -> bool:
        """Take a step, the thing itself included; `False` when somebody was quicker.

        Raises:
            TakenError: the account or the login is somebody else's; then nothing has changed.

        """
        thing = (change.kind, change.subject)
        followed = {each.follows for each in self.steps if (each.kind, each.subject) == thing}
        if change.follows in followed:
            return False
        try:
            await self._apply(change, secret)
        except TakenError:
            raise
        except Line122Error as error:
            raise TakenError(str(error)) from error
        self.steps.append(change)
        return True

    async def documents(self, kind: Kind) -> Documents:
        """Return what every thing of a kind says now, by subject."""
        match kind:
            case Kind.OPERATOR:
                return operator_said(await self._agents.rows())
            case Kind.USER:
                return user_said(await self._staff.rows())
            case Kind.CLINIC:
                return clinic_said(await self._directory.directory())
            case Kind.DISPATCHER:
                return dispatcher_said(await self._directory.directory())
            case _:
                last = {each.subject: each.after for each in self.steps if each.kind is kind}
                found = {name: read(kind, text) for name, text in sorted(last.items())}
                return {name: said for name, said in found.items() if said is not None}

    async def changes(
        self,
        kinds: Collection[Kind],
        subject: str | None = None,
        behind: ChangeId | None = None,
        most: int = 50,
    ) -> tuple[Change, ...]:
        """Return the newest steps of some kinds, behind one, of one thing or of all."""
        places = {each.change_id: place for place, each in enumerate(self.steps)}
        until = len(self.steps) if behind is None else places[behind]
        found = [
            each
            for each in reversed(self.steps[:until])
            if each.kind in kinds and subject in {None, each.subject}
        ]
        return tuple(found[:most])

    async def find(self, change_id: ChangeId) -> Change | None:
        """Return one step."""
        return next((each for each in self.steps if each.change_id == change_id), None)

    async def _apply(self, change: Change, secret: str | None) -> None:
        document = read(change.kind, change.after)
        match change.kind:
            case Kind.OPERATOR:
                await self._put_agent(change, document, secret)
            case Kind.USER:
                await self._put_user(change, document, secret)
            case Kind.CLINIC:
                await self._put_clinic(change, document)
            case Kind.DISPATCHER:
                self._put_dispatcher(change.subject, document)
            case _:
                return

    async def _put_agent(
        self, change: Change, document: Document | None, secret: str | None
    ) -> None:
        account = Account(change.subject)
        if not isinstance(document, OperatorDocument):
            await self._agents.disable(account, change.at)
            return
        agent_id = AgentId(document.agent_id)
        holders = {row.operator.account: row.operator for row in await self._agents.operators()}
        holder = holders.get(account)
        if holder is not None and holder.agent_id != agent_id:
            raise TakenError("Somebody else has that account; disable them first.")
        skills = {Skill(name): level for name, level in document.skills.items()}
        operator = Operator(agent_id, account, document.name, skills)
        self._agents.administer(operator, secret, change.at)

    async def _put_user(
        self, change: Change, document: Document | None, secret: str | None
    ) -> None:
        login = change.subject
        if not isinstance(document, UserDocument):
            await self._staff.disable(login, change.at)
            return
        user = User(
            user_id=new_user_id(),
            login=login,
            name=document.name,
            roles=frozenset(document.roles),
            account=document.account,
            clinic=None if document.clinic is None else ClinicCode(document.clinic),
        )
        if change.before is None and change.undoes is None:
            assert secret is not None, "Whoever is added has a password."
            row = UserRow(user=user, added_at=change.at, added_by=change.actor)
            await self._staff.add(row, secret)
            return
        for row in await self._staff.rows():
            is_other = row.user.login != login and row.disabled_at is None
            if is_other and user.account is not None and row.user.account == user.account:
                raise TakenError("Somebody else answers by that account; disable them first.")
        await self._staff.administer(user, secret, change.at)

    async def _put_clinic(self, change: Change, document: Document | None) -> None:
        code = change.subject
        if not isinstance(document, ClinicDocument):
            self._directory.administer(Table.CLINICS, code, None)
            return
        directory = await self._directory.directory()
        known = directory.clinic(ClinicCode(code))
        if known is None and change.before is not None:
            raise TakenError("That clinic is gone since the last import.")
        clinic = known or Clinic(code=ClinicCode(code), serves=document.serves)
        institution = directory.institution(ClinicCode(code))
        name = document.name or directory.name_of(ClinicCode(code))
        named = Institution(code=InstitutionCode(code), name=name)
        if institution is not None:
            named = replace(institution, name=name)
        self._directory.administer(Table.INSTITUTIONS, code, named)
        self._directory.administer(Table.CLINICS, code, _clinic(clinic, document))

    def _put_dispatcher(self, code: str, document: Document | None) -> None:
        row: Dispatcher | None = None
        if isinstance(document, DispatcherDocument):
            row = Dispatcher(
                code=code,
                name=document.name,
                phone=PhoneNumber(document.phone),
                settlements=document.settlements,
            )
        self._directory.administer(Table.DISPATCHERS, code, row)


def _clinic(known: Clinic, document: ClinicDocument) -> Clinic:
    return Clinic(
        code=known.code,
        serves=document.serves,
        workday=DoctorsVisits(document.district_workday, document.duty_workday),
        day_off=DoctorsVisits(document.district_day_off, document.duty_day_off),
        same_day_until=document.same_day_until,
        duty_until=document.duty_until,
        dispatch_targets=known.dispatch_targets,
        phones=tuple(PhoneNumber(each) for each in document.phones),
    )
