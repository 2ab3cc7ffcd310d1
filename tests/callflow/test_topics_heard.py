"""For how long hot topics were listened to: `callflow/topics_heard.py`."""

from base.instant import Instant
from callflow.topics_heard import TopicsHeard
from ivr.prompt import PromptKey

FLU = PromptKey("/t/flu")
MENU = PromptKey("reference.menu")


def test_who_cuts_in_has_heard_until_then() -> None:
    heard = TopicsHeard().said((FLU, MENU), {FLU}, Instant(10.0)).over(Instant(13.5))

    assert heard == TopicsHeard(3.5)
    assert heard.over(Instant(99.0)) == heard


def test_other_words_end_what_was_heard_and_begin_nothing() -> None:
    begun = TopicsHeard().said((FLU,), {FLU}, Instant(10.0))

    assert begun.said((MENU,), {FLU}, Instant(12.0)) == TopicsHeard(2.0)


def test_of_several_times_the_longest_counts() -> None:
    once = TopicsHeard().said((FLU,), {FLU}, Instant(10.0)).over(Instant(18.0))
    again = once.said((FLU,), {FLU}, Instant(30.0)).over(Instant(31.0))

    assert again.heard_s == 8.0
