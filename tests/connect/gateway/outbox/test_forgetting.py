"""An erased person's effects: no name and no word stays, nothing waiting is sent, the rows still count."""

from linli.connect.gateway.models import Effect
from linli.connect.gateway.orders import MuteMember, SendMessage
from linli.connect.gateway.outbox import explain, forgetting
from tests.connect.gateway.outbox.conftest import (
    MOMO,
    NOON,
    SU,
    a_plan,
    allow,
    effect,
    events,
    planned,
    send,
)

OTHER_RECORD = 99


def stored():
    return " ".join(str(row) for row in Effect.objects.values_list()) + str(events())


def test_what_waits_is_suppressed_and_nothing_names_the_person(org, channel):
    allow()
    private = {"group": None, "member": SU, "surface": "dm"}
    sent, waiting, mute = planned(
        a_plan("sent", payload=SendMessage("苏苏你好"), **private),
        a_plan("waiting", payload=SendMessage("苏苏再见", mentions=("@77",)), member=SU, due_at=NOON),
        a_plan("mute", payload=MuteMember(person="", until=NOON, reason="苏苏骂人"), member=SU),
    )
    Effect.objects.filter(id=waiting).update(state="awaiting_person")
    send()

    stopped = forgetting.forget([SU], at=NOON)

    assert stopped == 1
    assert [effect(one).state for one in (sent, waiting, mute)] == ["sent", "suppressed", "sent"]
    assert effect(waiting).reason == "erased"
    assert explain.reason("erased") == "The person it was for was erased at their request."
    assert [kind for kind, _ in events("effect.suppressed")] == ["effect.suppressed"]
    for trace in ("苏苏", "@77"):
        assert trace not in stored(), trace


def test_other_people_keep_theirs_and_twice_is_once(org, channel):
    allow()
    planned(a_plan("theirs", payload=SendMessage("墨墨你好"), member=MOMO))
    (hers,) = planned(a_plan("hers", payload=SendMessage("苏苏你好"), member=SU))

    assert (forgetting.forget([SU], at=NOON), forgetting.forget([SU], at=NOON)) == (1, 0)

    assert effect(hers).payload == {"text": ""}
    assert Effect.objects.get(member_id=MOMO).payload == {"text": "墨墨你好"}
    assert len(events("effect.suppressed")) == 1
