"""Queues, rates and patience as plain functions."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from linli.connect.gateway.contract import Rate
from linli.connect.gateway.outbox import rules

AT = datetime(2026, 11, 23, tzinfo=UTC)
rates = st.builds(Rate, st.integers(1, 1000), st.integers(1, 3600))
classes = st.sampled_from(["safety", "service", "content", "nurture", "promo"])


@given(st.integers(1, 10**9), st.text(max_size=40), classes)
def test_every_effect_has_a_lane_and_only_urgent_ones_use_the_reserved(org, sender, message_class):
    lane = rules.lane_of(org=org, sender=sender, message_class=message_class)

    assert 0 <= lane < rules.LANES
    assert (lane < rules.URGENT_LANES) == (message_class in {"safety", "service"})


def test_the_sender_is_the_playbook_or_else_the_origin():
    assert rules.sender_of(source="playbook x / step a", origin="run:1") == "playbook x"
    assert rules.sender_of(source="", origin="staff:3") == "staff:3"


@given(rates, st.lists(st.floats(0, 2, allow_nan=False), min_size=1, max_size=300))
def test_a_bucket_never_gives_more_than_the_rate_in_its_period(rate, pauses):
    tokens, filled_at, taken = rules.burst(rate), 0.0, []
    now = 0.0
    for pause in pauses:
        now += pause * rate.seconds / rate.amount
        tokens = rules.tokens_now(
            tokens, filled_at=AT + timedelta(seconds=filled_at), at=AT + timedelta(seconds=now), rate=rate
        )
        filled_at = now
        if tokens >= 1:
            tokens -= 1
            taken.append(now)

    for start in taken:
        assert sum(start <= one < start + rate.seconds - 1e-3 for one in taken) <= rate.amount


def test_a_clock_that_goes_back_fills_no_bucket():
    rate = Rate(10, 1)

    assert rules.tokens_now(1.0, filled_at=AT, at=AT - timedelta(hours=1), rate=rate) == 1.0


def test_a_chunk_grows_on_a_quick_platform_and_shrinks_to_one_on_a_slow_one():
    chunk, sizes = rules.FIRST_CHUNK, []
    for seconds_each in [0.0001] * 4 + [0.3] * 3:
        sizes.append(chunk)
        chunk = rules.next_chunk(chunk, seconds=chunk * seconds_each)

    assert sizes == [25, 50, 100, 200, 200, 1, 1]


def test_patience_doubles_up_to_a_quarter_of_an_hour():
    delays = [int(rules.retry_delay(n).total_seconds()) for n in (1, 2, 3, 8, 9, 100)]

    assert delays == [5, 10, 20, 640, 900, 900]


def test_a_breaker_needs_enough_samples_and_a_fifth_of_failures():
    def broken(failed, total):
        return rules.is_broken(failed=failed, total=total, min_samples=20, max_failed_percent=20)

    assert [broken(19, 19), broken(3, 20), broken(4, 20), broken(5, 26)] == [False, False, True, False]
