"""Until when a certificate is good: `line122/certificate.py`."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from prometheus_client import CollectorRegistry

from line122.authority import AUTHORITY_LIVES, new_authority
from line122.certificate import CertificateWatch, advice_for, expires_at
from tests.support.clinic import NOON, HandClock


def _made(path: Path, now: datetime = NOON) -> Path:
    path.write_bytes(new_authority(now).certificate)
    return path


def test_the_first_of_a_chain_counts(tmp_path: Path) -> None:
    leaf, root = _made(tmp_path / "a"), _made(tmp_path / "b", NOON + timedelta(days=900))
    chain = tmp_path / "chain"
    chain.write_bytes(b"Bag attributes\n" + leaf.read_bytes() + root.read_bytes())
    assert expires_at(chain) == expires_at(leaf) == NOON + AUTHORITY_LIVES


def test_what_is_no_certificate_has_no_end(tmp_path: Path) -> None:
    whole = _made(tmp_path / "server.crt").read_text()
    for text in ("", "nothing", whole[:200] + whole[-30:], whole.replace("M", "", 1)):
        broken = tmp_path / "broken"
        broken.write_text(text)
        assert expires_at(broken) is None
    assert expires_at(tmp_path / "nowhere") is None


def test_somebody_is_told_three_weeks_before_the_end() -> None:
    until = datetime(2027, 1, 31, tzinfo=UTC)
    assert advice_for(until, until - timedelta(days=22)) is None
    assert "is good until 2027-01-31" in str(advice_for(until, until - timedelta(days=20)))
    assert "was good until 2027-01-31" in str(advice_for(until, until + timedelta(days=1)))


def test_the_gauge_counts_the_days_down_and_knows_of_none_without_tls() -> None:
    zone, clock = ZoneInfo("Europe/Moscow"), HandClock()
    for until, days in ((NOON + timedelta(days=10), 10.0), (None, None)):
        registry = CollectorRegistry()
        watch = CertificateWatch(until, clock, zone=zone, registry=registry)
        shown = registry.get_sample_value("line122_certificate_days")
        assert watch.days == days
        assert shown is not None
        assert (shown == shown) is (days is not None)  # noqa: PLR0124 - NaN is what differs.
