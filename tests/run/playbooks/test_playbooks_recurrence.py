"""Which rules for days a playbook may have."""

import pytest
from django.utils import translation

from linli.run.playbooks.document import recurrence


@pytest.mark.parametrize(
    ("rule", "is_dated", "begins"),
    [
        ("FREQ=WEEKLY;BYDAY=MO", False, ""),
        ("FREQ=DAILY;INTERVAL=2", False, ""),
        ("FREQ=DAILY;COUNT=21", True, ""),
        ("FREQ=DAILY;COUNT=21", False, "A rule with COUNT"),
        ("FREQ=DAILY;INTERVAL=0", False, "INTERVAL is a whole number"),
        ("FREQ=DAILY;INTERVAL=-1", False, "INTERVAL is a whole number"),
        ("FREQ=HOURLY", False, "A rule begins with FREQ"),
        ("FREQ=WEEKLY;BYDAYS=MO", False, '"BYDAYS" is no part of a rule'),
        ("FREQ=WEEKLY;BYDAY=XX", False, "This is no rule of RFC 5545"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", False, "This rule has no day"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_in_a_sentence(rule, is_dated, begins):
    with translation.override("en"):
        said = recurrence.mistake(rule, is_dated=is_dated)

    assert said.startswith(begins)
    assert bool(said) == bool(begins)
