"""Why a leg ended and how a call is refused, translated once between the network's words and ours.

SIP's own code is trusted before Asterisk's cause: Asterisk says "no answer" or "rejected" for
several quite different refusals.

Source: ITU-T Q.850; RFC 3261, section 21; what Asterisk 22.10.1 reports for each SIP answer.
"""

from typing import Final

from callflow.outcome import HangupCause, RejectAs

NORMAL_CLEARING: Final = 16
USER_BUSY: Final = 17
SILENT: Final = 44
"""Asterisk's own end of a leg from which no sound has come for too long."""

_NO_ANSWER: Final = frozenset({18, 19})
_FIRST_SIP_FAILURE: Final = 400

_OF_SIP: Final = {
    403: HangupCause.BLOCKED,
    404: HangupCause.WRONG_NUMBER,
    408: HangupCause.UNREACHABLE,
    410: HangupCause.CHANGED_NUMBER,
    484: HangupCause.WRONG_NUMBER,
    486: HangupCause.BUSY,
    487: HangupCause.CANCELLED,
    600: HangupCause.BUSY,
    603: HangupCause.DECLINED,
    604: HangupCause.WRONG_NUMBER,
}

_OF_Q850: Final = {
    1: HangupCause.WRONG_NUMBER,
    2: HangupCause.WRONG_NUMBER,
    3: HangupCause.WRONG_NUMBER,
    NORMAL_CLEARING: HangupCause.NORMAL,
    USER_BUSY: HangupCause.BUSY,
    20: HangupCause.UNREACHABLE,
    21: HangupCause.DECLINED,
    22: HangupCause.CHANGED_NUMBER,
    26: HangupCause.NORMAL,
    27: HangupCause.UNREACHABLE,
    28: HangupCause.WRONG_NUMBER,
    31: HangupCause.NORMAL,
    34: HangupCause.CONGESTION,
    38: HangupCause.CONGESTION,
    41: HangupCause.CONGESTION,
    42: HangupCause.CONGESTION,
    44: HangupCause.CONGESTION,
    47: HangupCause.CONGESTION,
    58: HangupCause.CONGESTION,
}


def cause_of(q850: int | None, sip: int | None, *, has_rung: bool) -> HangupCause:
    """Return why a leg ended; `None` and 0 mean that the network gave no such figure.

    Silence is "no answer" only when the telephone had rung; else nobody was there to answer.
    """
    silence = HangupCause.NO_ANSWER if has_rung else HangupCause.UNREACHABLE
    if sip is not None and sip >= _FIRST_SIP_FAILURE:
        if sip == 480:  # noqa: PLR2004 (Temporarily Unavailable: the one that needs the context)
            return silence
        return _OF_SIP.get(sip, HangupCause.CONGESTION)
    if q850 in _NO_ANSWER:
        return silence
    if not q850:
        return HangupCause.NORMAL
    return _OF_Q850.get(q850, HangupCause.UNKNOWN)


def reason_code_of(reject_as: RejectAs) -> int:
    """Return the Q.850 cause by which Asterisk sends the SIP answer that is meant."""
    match reject_as:
        case RejectAs.BUSY:
            return USER_BUSY
        case RejectAs.DECLINED:
            return NORMAL_CLEARING
