"""How properties are searched: the same examples every time, few enough to be quick."""

from hypothesis import HealthCheck, settings

SWIFT = settings(
    derandomize=True,
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.too_slow],
)
