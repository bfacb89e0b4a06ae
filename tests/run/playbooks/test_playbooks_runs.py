"""One run from joining to its end: posts, waits, branches, awards, tasks."""

from datetime import timedelta

from tests.run.playbooks.staging import document

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

WELCOME = document("""\
- id: welcome
  post: {text: "欢迎 {person.name} 来到{group.name}", mention_person: true}
- id: pause
  wait: {for: 3m}
- id: gift
  award: {amount: 5, reason: 入群, key: "joined:{person.id}"}
""")


def test_a_newcomer_is_welcomed_at_once_and_awarded_after_the_wait(stage):
    stage.publish(WELCOME)

    stage.join()
    welcomed = stage.posts("planned"), stage.awards(), stage.run().state
    early = stage.wake(2 * MINUTE)
    stage.wake(3 * MINUTE)

    assert welcomed == (["欢迎 墨墨 来到共读一群"], [], "waiting")
    assert early == 0
    assert stage.awards() == [5]
    assert (stage.run().state, stage.run().outcome) == ("done", "done")
    assert stage.path() == ["welcome", "pause", "gift"]
