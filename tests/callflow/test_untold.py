"""Who was turned away of late and has not heard yet: they go before who hears it again."""

from uuid import UUID

from base.ids import ContactId
from base.instant import Instant
from callflow.untold import Untold

ANNA, BORIS = ContactId(UUID(int=1)), ContactId(UUID(int=2))


def test_others_are_counted_and_oneself_is_not() -> None:
    untold = Untold()
    untold.add(ANNA, Instant(0.0))
    untold.add(BORIS, Instant(10.0))

    assert untold.others(ANNA, Instant(20.0)) == 1
    untold.remove(BORIS)
    assert untold.others(ANNA, Instant(20.0)) == 0


def test_who_does_not_try_again_is_forgotten_after_two_minutes() -> None:
    untold = Untold()
    untold.add(ANNA, Instant(0.0))
    untold.add(BORIS, Instant(10.0))
    untold.add(ANNA, Instant(60.0))

    assert untold.others(ContactId(UUID(int=3)), Instant(130.0)) == 2
    assert untold.others(ContactId(UUID(int=3)), Instant(131.0)) == 1
    assert untold.others(ContactId(UUID(int=3)), Instant(181.0)) == 0
