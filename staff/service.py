"""Signing in and out, and who is signed in now.

A session is asked for at every request, so that whoever is disabled is out at once. While the
database is away the last answer about a session counts, and a page that was locked opens by the
password as it was then: an operator whose screen shut in the middle of a call would be worse than
a minute of a session that was taken back. Nobody signs in anew meanwhile.
"""

import hashlib
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, TypeAlias

import structlog

from base.clock import Clock
from base.errors import AwayError
from staff.lockout import LockoutPolicy, Watch
from staff.ports import Passwords, SecondFactorBook, SessionBook, Telephones, UserBook
from staff.role import Role
from staff.seal import SealRing
from staff.second_factor import Enrolment
from staff.second_factor_desk import Proof, SecondFactorDesk
from staff.session import (
    Session,
    SessionOfUser,
    SessionPolicy,
    is_locked,
    is_open,
    is_worth_noting,
    lasts,
    lock_after_of,
)
from staff.session_memory import SessionMemory
from staff.user import KnownUser, Person, User, password_fault

_SECRET_BYTES: Final = 32

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInPolicy:
    """How long sessions last, what must be proved, and how patient we are with wrong proofs."""

    session: SessionPolicy = field(default_factory=SessionPolicy)
    lockout: LockoutPolicy = field(default_factory=LockoutPolicy)
    second_factor_for: frozenset[Role] = frozenset()
    """Whoever has one of these roles enrols a second factor before anything else."""
    issuer: str = "Line 122"
    """What a telephone shows beside the digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffDoors:
    """All that signing in speaks to."""

    users: UserBook
    sessions: SessionBook
    second_factors: SecondFactorBook
    seals: SealRing
    """The keys of the site, under which secrets of second factors are written down."""
    passwords: Passwords
    telephones: Telephones
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A person, and the session by which they are known."""

    secret: str = field(repr=False)
    """What the browser keeps in its cookie."""
    session: str
    """The digest of the secret: names the session, and opens nothing."""
    person: Person
    expires_at: datetime
    is_locked: bool = False
    """Nothing is shown or changed before the password is given again."""
    must_enrol: bool = False
    """Nothing is shown or changed before a second factor is enrolled."""


@dataclass(frozen=True, slots=True)
class CodeWanted:
    """The password is right; the second factor was not told."""


@dataclass(frozen=True, slots=True)
class WrongCode:
    """The password is right and the second factor is not, or was used before."""


@dataclass(frozen=True, slots=True)
class WrongPassword:
    """The login and the password do not belong together, or the user is disabled."""


@dataclass(frozen=True, slots=True)
class LockedOut:
    """Too many wrong passwords: this one was not even looked at."""

    left: timedelta


@dataclass(frozen=True, slots=True)
class WeakPassword:
    """The new password will not do."""

    fault: str


ReturnAnswer: TypeAlias = SignedIn | WrongPassword | LockedOut
SignInAnswer: TypeAlias = ReturnAnswer | CodeWanted | WrongCode


class SignInDesk:
    """Who is who."""

    def __init__(self, doors: StaffDoors, policy: SignInPolicy | None = None) -> None:
        self._doors = doors
        self._policy = policy or SignInPolicy()
        self._watch = Watch(self._policy.lockout)
        self._second = SecondFactorDesk(doors.second_factors, doors.seals, self._policy.issuer)
        self._memory = SessionMemory()

    def lock_after(self, user: User) -> timedelta | None:
        """Return how long a page may be left alone before it is locked; `None` for ever."""
        return lock_after_of(user, self._policy.session)

    async def sign_in(
        self, login: str, password: str, address: str, code: str = ""
    ) -> SignInAnswer:
        """Open a session for whoever knows the password, and has the second factor if any."""
        known = await self._checked(login, password, address)
        if not isinstance(known, KnownUser):
            return known
        if known.factor is not None:
            if not code:
                self._watch.take_back(login, address)
                return CodeWanted()
            proof = await self._second.proof_of(known, code, self._doors.clock.now())
            if proof is None:
                _log.warning("sign_in.refused", **_seen_of(login, address))
                return WrongCode()
            if proof is Proof.RECOVERY:
                _log.warning("second_factor.recovered", login=login)
        self._watch.note_success(login, address)
        return await self._open(known, address, self._doors.clock.now())

    async def signed_in(self, secret: str) -> SignedIn | None:
        """Return who is known by a secret; `None` when it opens nothing, or nothing any more."""
        now = self._doors.clock.now()
        found = await self._found(_digest_of(secret))
        if found is None or not is_open(found, self._policy.session, now):
            return None
        if is_locked(found, self._policy.session, now):
            if found.session.locked_at is None:
                await self._keep_locked(found, now)
            return self._person(secret, found, is_locked=True)
        if is_worth_noting(found.session, now):
            await self._note_use(found, now)
        return self._person(secret, found)

    async def is_still_in(self, session: str) -> bool:
        """Tell whether a session goes on; asking is no use of it, for nobody may be there."""
        found = await self._found(session)
        now = self._doors.clock.now()
        return found is not None and is_open(found, self._policy.session, now)

    async def lock(self, who: SignedIn) -> None:
        """Let a session open nothing before the password is given again."""
        now = self._doors.clock.now()
        found = await self._found(who.session)
        if found is not None:
            await self._keep_locked(found, now)

    async def unlock(self, who: SignedIn, password: str, address: str) -> ReturnAnswer:
        """Let a session open things again for whoever knows the password."""
        user = who.person.user
        held_up = self._held_up(user.login, address)
        if held_up is not None:
            return held_up
        hash_ = await self._hash_of(user)
        if not await self._doors.passwords.fits(password, hash_):
            _log.warning("sign_in.refused", **_seen_of(user.login, address))
            return WrongPassword()
        self._watch.note_success(user.login, address)
        found = await self._found(who.session)
        if found is not None:
            await self._keep_unlocked(found, self._doors.clock.now())
        return replace(who, is_locked=False)

    async def seal_second_factors(self) -> None:
        """Put every second factor under the present key, before anybody signs in."""
        done = await self._second.seal_all()
        if done.sealed:
            _log.info("second_factor.sealed", count=done.sealed)
        if done.unopenable:
            _log.error("second_factor.unopenable", count=done.unopenable)

    def enrolment(self, who: SignedIn) -> Enrolment:
        """Return a new second factor for somebody to take; it counts once it is confirmed."""
        return self._second.begin(who.person.user, who.session, self._doors.clock.now())

    async def enrol(self, who: SignedIn, code: str) -> tuple[str, ...] | None:
        """Keep the second factor that somebody has taken, and return its recovery codes.

        `None` when the digits prove nothing, or the user has a second factor already.
        """
        user = who.person.user
        codes = await self._second.confirm(user, who.session, code, self._doors.clock.now())
        if codes is not None:
            self._memory.forget(who.session)
            _log.info("second_factor.enrolled", login=user.login)
        return codes

    async def sign_out(self, secret: str) -> None:
        """End a session."""
        digest = _digest_of(secret)
        self._memory.forget(digest)
        await self._doors.sessions.end(digest, self._doors.clock.now())

    async def change_password(
        self, who: SignedIn, old: str, new: str, address: str
    ) -> ReturnAnswer | WeakPassword:
        """Change one's own password; all one's sessions end, and a new one begins."""
        user = who.person.user
        known = await self._checked(user.login, old, address)
        if not isinstance(known, KnownUser):
            return known
        self._watch.note_success(user.login, address)
        fault = password_fault(new, user.login)
        if fault is not None:
            return WeakPassword(fault)
        now = self._doors.clock.now()
        kept = await self._doors.users.keep_password(
            user.login, await self._doors.passwords.hashed(new), now
        )
        if not kept:
            return WrongPassword()
        self._memory.forget_user(known.row.user)
        _log.info("password.changed", login=user.login)
        return await self._open(known, address, now)

    async def _checked(
        self, login: str, password: str, address: str
    ) -> KnownUser | WrongPassword | LockedOut:
        """Return whose password it is; the try counts as wrong until it is taken back."""
        held_up = self._held_up(login, address)
        if held_up is not None:
            return held_up
        known = await self._doors.users.known(login)
        hash_ = None if known is None else known.password_hash
        fits = await self._doors.passwords.fits(password, hash_)
        if known is None or known.row.disabled_at is not None or not fits:
            _log.warning("sign_in.refused", **_seen_of(login, address))
            return WrongPassword()
        self._memory.keep_hash(known)
        return known

    def _held_up(self, login: str, address: str) -> LockedOut | None:
        """Return why a password is not even looked at; else it counts as a wrong one for now."""
        now = self._doors.clock.now()
        left = self._watch.wait(login, address, now)
        if left is not None:
            _log.warning("sign_in.locked_out", **_seen_of(login, address))
            return LockedOut(left)
        self._watch.note_try(login, address, now)
        return None

    async def _hash_of(self, user: User) -> str | None:
        """Return by what somebody proves that it is they; `None` for whoever must not."""
        try:
            known = await self._doors.users.known(user.login)
        except AwayError:
            hash_ = self._memory.hash_of(user)
            if hash_ is None:
                raise
            return hash_
        if known is None or known.row.disabled_at is not None:
            return None
        self._memory.keep_hash(known)
        return known.password_hash

    async def _open(self, known: KnownUser, address: str, now: datetime) -> SignedIn:
        user = known.row.user
        secret = secrets.token_urlsafe(_SECRET_BYTES)
        expires_at = now + lasts(user, self._policy.session)
        session = Session(
            digest=_digest_of(secret),
            user_id=user.user_id,
            opened_at=now,
            expires_at=expires_at,
            used_at=now,
            address=address,
        )
        await self._doors.sessions.open(session)
        _log.info("session.opened", login=user.login, **{"pii.address": address})
        has_factor = known.factor is not None
        return self._person(
            secret, SessionOfUser(session, user, is_disabled=False, has_second_factor=has_factor)
        )

    async def _found(self, digest: str) -> SessionOfUser | None:
        try:
            found = await self._doors.sessions.find(digest)
            if found is not None and self._memory.hash_of(found.user) is None:
                # Of an engine that was started anew nobody has asked for the password yet.
                await self._hash_of(found.user)
        except AwayError:
            last = self._memory.last(digest)
            if last is None:
                raise
            return last
        if found is None:
            self._memory.forget(digest)
            return None
        return self._memory.keep(found)

    async def _note_use(self, found: SessionOfUser, now: datetime) -> None:
        digest = found.session.digest
        self._memory.note(replace(found, session=replace(found.session, used_at=now)))
        try:
            await self._doors.sessions.note_use(digest, now)
        except AwayError as error:
            _log.warning("session.use_unnoted", login=found.user.login, cause=str(error))

    async def _keep_locked(self, found: SessionOfUser, now: datetime) -> None:
        session = found.session
        self._memory.note(replace(found, session=replace(session, locked_at=now)))
        try:
            await self._doors.sessions.lock(session.digest, now)
        except AwayError as error:
            _log.warning("session.lock_unnoted", login=found.user.login, cause=str(error))

    async def _keep_unlocked(self, found: SessionOfUser, now: datetime) -> None:
        session = replace(found.session, used_at=now, locked_at=None)
        self._memory.note(replace(found, session=session))
        try:
            await self._doors.sessions.unlock(session.digest, now)
        except AwayError as error:
            _log.warning("session.unlock_unnoted", login=found.user.login, cause=str(error))

    def _person(self, secret: str, found: SessionOfUser, *, is_locked: bool = False) -> SignedIn:
        user = found.user
        account = user.account
        agent_id = None if account is None else self._doors.telephones.agent_of(account)
        return SignedIn(
            secret=secret,
            session=found.session.digest,
            person=Person(user, agent_id),
            expires_at=found.session.expires_at,
            is_locked=is_locked,
            must_enrol=not found.has_second_factor
            and bool(user.roles & self._policy.second_factor_for),
        )


def _seen_of(login: str, address: str) -> dict[str, str]:
    """Return who tried; what is typed for a login may be anything, a password too."""
    return {"pii.login": login, "pii.address": address}


def _digest_of(secret: str) -> str:
    """Return what is kept of a session: a random secret of 256 bits needs no slower hash."""
    return hashlib.sha256(secret.encode(errors="surrogateescape")).hexdigest()
