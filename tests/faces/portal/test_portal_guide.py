from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from linli.people.roles.actions import desks

pytestmark = pytest.mark.django_db


def test_members_see_whom_to_ask_and_whether_somebody_is_there(cast, su):
    desks.open_desk(
        community=cast.community,
        title="管家",
        matters="活动报名",
        shown_name="程诺",
        contact="群里 @程诺",
        days="1234567",
        begins=time(0),
        ends=time(0),
        member=None,
        by=cast.by_lin,
        at=cast.at,
    )

    shown = su.get("/m/guide/").text

    assert all(words in shown for words in ("管家", "活动报名", "程诺", "群里 @程诺"))
    assert "there now" in shown or "现在有人" in shown


def test_a_desk_that_rests_now_says_so(cast, su):
    today = datetime.now(ZoneInfo(cast.community.zone)).isoweekday()
    desks.open_desk(
        community=cast.community,
        title="管家",
        matters="活动报名",
        shown_name="",
        contact="",
        days=str(today % 7 + 1),
        begins=time(0),
        ends=time(0),
        member=None,
        by=cast.by_lin,
        at=cast.at,
    )

    shown = su.get("/m/guide/").text

    assert "not now" in shown or "现在不在" in shown


def test_without_desks_members_are_sent_to_the_chat(su):
    assert "/m/room/" in su.get("/m/guide/").text


def test_strangers_are_asked_who_they_are(cast, client):
    assert client.get("/m/guide/").status_code == 401
