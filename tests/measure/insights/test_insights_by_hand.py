"""Figures held against slow, obvious Python over random small histories."""

import statistics
from datetime import timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.measure.insights.metrics import membership, speech
from linli.measure.insights.metrics.metric import Period
from tests.measure.insights.histories import at, history, record

START = at("2026-03-01")
KINDS = ("join", "leave", "message", "kick")
ACTS = st.lists(
    st.tuples(
        st.integers(0, 40), st.sampled_from("ab"), st.sampled_from(["su", "momo"]), st.sampled_from(KINDS)
    ),
    min_size=1,
    max_size=25,
)
TALK = st.lists(
    st.tuples(st.integers(0, 300), st.sampled_from(["su", "momo", "lin"]), st.sampled_from(["", "", "t"])),
    min_size=1,
    max_size=25,
)
PERIOD = Period(START, START + timedelta(days=1))


def told(acts):
    for number, (hours, group, person, kind) in enumerate(acts):
        when = (START + timedelta(hours=hours)).isoformat(" ")[:16]
        target = {"target": person} if kind == "kick" else {}
        yield record(when, person, kind, group=group, number=str(number), **target)


def people_inside(acts, hour):
    """Who is in at least one group once everything up to this hour has happened."""
    inside = {}
    ordered = sorted(acts, key=lambda act: act[0])
    for hours, group, person, kind in ordered:
        place = (group, person)
        leaves = kind in ("leave", "kick")
        if place not in inside and leaves and hours > hour:
            inside[place] = hour >= ordered[0][0]
        elif hours <= hour:
            inside[place] = not leaves
        else:
            inside.setdefault(place, False)
    return {person for (_, person), is_in in inside.items() if is_in}


@settings(max_examples=60, deadline=None)
@given(ACTS)
def test_the_size_is_what_walking_through_the_history_gives(acts):
    hours = range(-1, 42)
    instants = [membership.instant(START + timedelta(hours=hour)) for hour in hours]

    with history(*told(acts)) as activity:
        sizes = membership.memberships(activity).size_at(np.array(instants)).tolist()

    assert sizes == [len(people_inside(acts, hour)) for hour in hours]


def first_replies(talk):
    """Seconds to the first answer (None without one) of every conversation or thread a member opened."""
    conversations = []
    for thread in ("", "t"):
        last = None
        for minute, person, _ in sorted((one for one in talk if one[2] == thread), key=lambda one: one[0]):
            if last is None or (thread == "" and minute - last > 60):
                conversations.append([])
            conversations[-1].append((minute, person))
            last = minute
    found = []
    for (opened, opener), *rest in conversations:
        if opener != "lin":
            answers = [minute - opened for minute, person in rest if person != opener]
            found.append(min(answers) * 60 if answers else None)
    return found


@settings(max_examples=60, deadline=None)
@given(TALK, st.sampled_from([0.5, 24]))
def test_reply_coverage_is_what_reading_every_conversation_gives(talk, hours):
    records = [
        record((START + timedelta(minutes=m)).isoformat(" ")[:16], who, number=str(n), thread=thread)
        for n, (m, who, thread) in enumerate(talk)
    ]

    with history(*records, operators={"lin"}) as activity:
        found = speech.reply_coverage(activity, PERIOD, hours=hours)

    replies = first_replies(talk)
    answered = [seconds for seconds in replies if seconds is not None]
    assert found.denominator == len(replies)
    assert found.numerator == sum(seconds <= hours * 3600 for seconds in answered)
    assert found.parts["median_first_reply_s"] == (statistics.median(answered) if answered else None)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 4000), min_size=2, max_size=20), st.integers(0, 23), st.integers(0, 23))
def test_silence_inside_active_hours_is_what_counting_minutes_gives(minutes, opens, closes):
    lines = [f"{(START + timedelta(minutes=m)).isoformat(' ')[:16]}|su" for m in minutes]
    period = Period(START, START + timedelta(days=4))

    with history(*lines) as activity:
        found = speech.longest_silence(activity, period, active_hours=(opens, closes))

    def awake(minute):
        hour = minute // 60 % 24
        return opens <= hour < closes if opens < closes else hour >= opens or hour < closes

    ordered = sorted(minutes)
    gaps = [sum(map(awake, range(a, b))) for a, b in zip(ordered, ordered[1:], strict=False)]
    assert round(found.parts["inside_active_hours"] * 60) == max(gaps)
    assert round(found.value * 60) == max(b - a for a, b in zip(ordered, ordered[1:], strict=False))
