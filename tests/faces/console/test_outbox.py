import pytest

from linli.connect.gateway.models import Effect, PausedSender
from linli.kernel.orgs.models import AuditEntry
from tests.faces.console import operating

pytestmark = pytest.mark.django_db
ACT = "/console/outbox/act/"


@pytest.mark.parametrize(
    ("state", "act", "after", "reason"),
    [
        ("awaiting_person", "confirm", "sent", "by_person"),
        ("awaiting_person", "skip", "suppressed", "skipped:no reason given"),
        ("planned", "cancel", "suppressed", "cancelled:no reason given"),
        ("unknown", "arrived", "sent", "seen_by_person"),
        ("unknown", "again", "planned", ""),
        ("failed", "retry", "planned", ""),
    ],
)
def test_what_a_person_decides_is_done_and_written_down(cast, lin, state, act, after, reason):
    effect = operating.plan(cast, state=state)

    answer = lin.post(ACT, {"act": act, "ids": effect.id})

    effect.refresh_from_db()
    assert (answer.status_code, effect.state, effect.reason) == (302, after, reason)
    assert AuditEntry.objects.filter(subject=f"effect:{effect.id}").count() == 1


def test_what_cannot_be_decided_any_more_is_told_and_changes_nothing(cast, lin):
    effect = operating.plan(cast, state="sent")

    answer = lin.post(ACT, {"act": "cancel", "ids": effect.id}, follow=True)

    effect.refresh_from_db()
    assert (effect.state, "is sent now" in answer.text) == ("sent", True)


def test_rows_are_found_by_text_and_state_and_say_why(cast, lin):
    operating.plan(cast, "今晚八点见")
    operating.plan(cast, "明早七点读", state="suppressed", reason="quiet_hours", finished_at=cast.at)

    shown = lin.get("/console/outbox/?state=suppressed").text
    found = lin.get("/console/outbox/?q=今晚").text

    assert ("明早七点读" in shown, "今晚八点见" in shown, "It was not sent. Quiet hours." in shown) == (
        True,
        False,
        True,
    )
    assert ("明早七点读" in found, "今晚八点见" in found) == (False, True)


def test_htmx_gets_only_the_rows(cast, lin):
    operating.plan(cast)

    answer = lin.get("/console/outbox/", headers={"HX-Request": "true"})

    assert ("<html" in answer.text, "今晚八点见" in answer.text) == (False, True)


def test_a_limited_seat_decides_about_its_communities_only(cast, cheng):
    mine = operating.plan(cast, state="failed")
    elsewhere = operating.plan(cast, state="failed", community_id=cast.community.id + 1)

    assert cheng.post(ACT, {"act": "retry", "ids": [elsewhere.id]}).status_code == 404
    assert cheng.post(ACT, {"act": "retry", "ids": [mine.id]}).status_code == 302
    states = dict(Effect.objects.values_list("id", "state"))
    assert states == {mine.id: "planned", elsewhere.id: "failed"}


def test_what_is_written_for_members_is_shown_and_never_run(cast, lin):
    operating.plan(cast, "<script>alert(1)</script>")

    assert "<script>alert(1)" not in lin.get("/console/outbox/").text


def test_a_sender_is_stopped_and_let_go_on(cast, lin):
    url = "/console/outbox/sender/"
    lin.post(url, {"sender": "playbook hello"})
    stopped = list(PausedSender.objects.values_list("sender", flat=True))
    shown = lin.get("/console/outbox/").text

    lin.post(url, {"sender": "playbook hello", "act": "resume"})

    assert (stopped, "playbook hello" in shown, PausedSender.objects.count()) == (["playbook hello"], True, 0)
