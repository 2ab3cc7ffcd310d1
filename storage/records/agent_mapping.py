"""Between the values of agents and the rows of the database."""

from typing import Final

import asyncpg
import msgspec

from agents.agent import Account, BreakReason, Operator, Presence, Skill
from agents.ports import AgentMove, CallDisposed, Kept, StoredOperator
from base.ids import AgentId, CallId, uuid7
from storage.errors import UnreadableAgentError
from storage.moments import Anchor
from storage.rows import AgentEventRow, DispositionRow

NOT_STATED: Final = "not_stated"

_skills: Final = msgspec.json.Decoder(dict[str, int])


def agent_event_row(move: AgentMove, site: str, anchor: Anchor, revision: int) -> AgentEventRow:
    """Return the row of an entry of the agents' journal."""
    kept = move.kept
    return AgentEventRow(
        event_id=uuid7(),
        site=site,
        agent_id=move.agent_id,
        at=anchor.moment_of(move.at),
        presence=move.presence,
        activity=move.activity,
        revision=revision,
        reason=move.reason,
        wish=None if move.wish is None else move.wish.presence,
        wish_reason=None if move.wish is None else move.wish.reason,
        paused_for=move.paused_for,
        missed_rings=move.missed_rings,
        phone_trouble=move.trouble,
        kept_since=None if kept is None else anchor.moment_of(kept.since),
        kept_call=None if kept is None else kept.owes_of,
    )


def disposition_row(
    disposed: CallDisposed, site: str, anchor: Anchor, revision: int
) -> DispositionRow:
    """Return the row of what a call was for its agent."""
    return DispositionRow(
        call_id=disposed.call_id,
        agent_id=disposed.agent_id,
        site=site,
        at=anchor.moment_of(disposed.at),
        disposition=NOT_STATED if disposed.disposition is None else disposed.disposition,
        not_stated=disposed.not_stated,
        revision=revision,
    )


def read_operator(row: asyncpg.Record, anchor: Anchor) -> StoredOperator:
    """Return the agent of a row.

    Raises:
        UnreadableAgentError: the row was edited by hand, and not well.

    """
    return StoredOperator(
        operator=Operator(
            agent_id=AgentId(row["agent_id"]),
            account=Account(row["account"]),
            name=row["name"],
            skills=read_skills(row),
        ),
        presence=Presence(row["presence"]),
        secret_digest=row["secret_digest"],
        reason=None if row["reason"] is None else BreakReason(row["reason"]),
        kept=None if row["kept_since"] is None else _read_kept(row, anchor),
    )


def read_skills(row: asyncpg.Record) -> dict[Skill, int]:
    """Return the skills of an agent's row.

    Raises:
        UnreadableAgentError: they were edited by hand, and not well.

    """
    try:
        skills = _skills.decode(row["skills"])
    except msgspec.DecodeError as error:
        raise UnreadableAgentError(
            f"the skills of account {row['account']} cannot be read ({error}); mend the column "
            "skills of its row in the table agent"
        ) from error
    return {Skill(name): level for name, level in skills.items()}


def _read_kept(row: asyncpg.Record, anchor: Anchor) -> Kept:
    call_id = row["kept_call"]
    since = anchor.instant_of(row["kept_since"])
    return Kept(since, None if call_id is None else CallId(call_id))
