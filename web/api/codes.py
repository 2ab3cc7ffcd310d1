"""By which codes pages find words of their own for what was refused.

The sentences of the API are English, for terminals and for whoever writes a program against it.
A page shows what `static/words/LANGUAGE-refusals.json` has for the code: `refusal.CODE` for a
whole request, `fault.CODE` for one thing that was sent. A test proves that every code has its
words, and that nothing is called wrong, forbidden or in conflict without a code.
"""

from enum import StrEnum


class FaultCode(StrEnum):
    """What is wrong with one thing that was sent."""

    NEEDED = "needed"
    UNKNOWN = "unknown"
    """There is no such field."""
    UNREADABLE = "unreadable"
    """It has not the form that is asked for."""
    TWICE = "twice"
    TOO_LONG = "too_long"
    REPEATED = "repeated"
    """The key of the request stands for another one."""
    PLACE = "place"
    """The list has changed, so that its next page is none."""
    NO_CLINIC = "no_clinic"
    NO_CLINIC_TELEPHONE = "no_clinic_telephone"
    NO_TICKET = "no_ticket"
    NO_AGENT = "no_agent"
    NO_REASON = "no_reason"
    NO_KEYS = "no_keys"
    """No telephone has them."""
    NO_NUMBER = "no_number"
    PASSWORD = "password"  # noqa: S105 - the name of a fault, and no secret.
    """A new one is too short, too long or too easy."""
    CODE_WANTED = "code_wanted"
    CODE_WRONG = "code_wrong"


class RefusalCode(StrEnum):
    """Why a request was refused as things stand."""

    FOREIGN_PAGE = "foreign_page"
    """The page is not ours, or out of date."""
    NO_RIGHT = "no_right"
    ENROL_FIRST = "enrol_first"
    HAS_FACTOR = "has_factor"
    NO_ACCOUNT = "no_account"
    """Only who has a telephone does this."""
    NOT_YOUR_TALK = "not_your_talk"
    TALK_OVER = "talk_over"
    NOT_NOW = "not_now"
    """The talk, or the operator, stands otherwise."""
    NOT_REACHABLE = "not_reachable"
    OWES_WORD = "owes_word"
    CALL_AGENT_BUSY = "call_agent_busy"
    CALL_NOBODY_KNOWN = "call_nobody_known"
    CALL_NOT_CALLABLE = "call_not_callable"
    CALL_CALLBACK_IN_FLIGHT = "call_callback_in_flight"
    CALL_ON_LINE = "call_on_line"
    CALL_NO_CHANNEL = "call_no_channel"
    NO_BROWSER_PHONE = "no_browser_phone"
    QUICKER = "quicker"
    """Somebody else changed it meanwhile."""
    HELD = "held"
    """Somebody else has the item."""
    NO_TAKE_OVER = "no_take_over"
    NOTHING_DEAD = "nothing_dead"
    NOT_YOUR_RECORDING = "not_your_recording"
    OTHER_CLINIC = "other_clinic"
    ORDER_REFUSED = "order_refused"
    STEP_REFUSED = "step_refused"
    """Of administration: `errors` say why."""
    ACCOUNT_TAKEN = "account_taken"
    LOGIN_TAKEN = "login_taken"
