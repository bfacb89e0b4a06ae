"""What the community keeps is said before anybody gives it anything: at both doors, in both languages."""

import pytest
from django.test import Client

from linli.people.consent.actions import noticing, retention
from linli.people.entry.models import EntryLink
from tests.people.entry.conftest import settle


@pytest.fixture
def doors(cast):
    house = settle(cast)
    noticing.publish_notice(contact="privacy@linli.test", words_zh="我们很少", by=cast.by_lin, at=cast.at)
    retention.set_days(kind="words", days=77, by=cast.by_lin, at=cast.at)
    return [f"/m/apply/{EntryLink.objects.get().code}/", f"/m/j/{house.room.link.token}/"]


@pytest.mark.parametrize(
    ("language", "head", "days"),
    [
        ("zh-hans", "收集哪些资料、为什么、保留多久、谁能看到", "77 天"),
        ("en", "Which data, why, how long, and who sees it", "77 days"),
    ],
)
def test_who_applies_and_who_joins_reads_the_notice_first(doors, language, head, days):
    for door in doors:
        text = Client(headers={"accept-language": language}).get(door).text

        assert (head in text, days in text, "privacy@linli.test" in text) == (True, True, True), door
