"""What may be published, what is refused in which words, and that a refusal writes nothing."""

import pytest
from django.db import ProgrammingError, connection, transaction

from linli.facts.playbooks import PlaybookPublished
from linli.kernel.orgs.models import AuditEntry
from linli.run.playbooks.actions import publishing
from linli.run.playbooks.document.problems import CannotPublish
from linli.run.playbooks.models import Playbook, PlaybookVersion
from tests.cast import events_after
from tests.run.playbooks.staging import HEAD, document

POST = "- {id: hi, post: {text: Hello}}\n"
HEADED = HEAD.format(id="hello")
LAST = HEADED.count("\n") + 2  # the line of the first step

REFUSED = {
    "nothing": ("", ["line 1, document: The document is empty."]),
    "a list": ("- a\n", ["line 1, document: Named values are needed here, like {key: value}."]),
    "broken": (
        "kind: [playbook\n",
        ["line 2, document: This is not YAML: expected ',' or ']', but got '<stream end>'."],
    ),
    "an anchor": (
        "kind: &a playbook\nid: *a\n",
        ["line 1, document: Anchors and aliases (& and *) are not allowed; write the value out."],
    ),
    "a tag": ("kind: !!str playbook\n", ["line 1, document: Tags (!) are not allowed; leave it out."]),
    "too large": ("#" * 65_537, ["line 1, document: The document is larger than 64 KB."]),
    "too deep": ("a: " + "[" * 3000, ["line 1, document: The document is nested too deeply."]),
    "a control character": (
        "kind: play\x00book\n",
        ["line 1, document: The text has characters that YAML does not allow."],
    ),
    "two documents": (
        document(POST) + "---\n" + document(POST),
        [f"line {LAST + 1}, document: This is not YAML: but found another document."],
    ),
    "another kind": (
        document(POST).replace("kind: playbook", "kind: policy"),
        ['line 1, kind: "policy" is not known here; use one of playbook.'],
    ),
    "an unknown key": (
        document(POST) + "audiense: person.is_bot\n",
        [f'line {LAST + 1}, audiense: There is no key "audiense" here. Did you mean "audience"?'],
    ),
    "a key twice": (document(POST) + "class: promo\n", [f"line {LAST + 1}, class: This key is there twice."]),
    "a boolean for a key": (
        document(POST) + "on: true\n",
        [f"line {LAST + 1}, document: A key has to be a word; put it in quotes."],
    ),
    "another subject": (
        document(POST).replace("subject: membership", "subject: conversation"),
        ['line 3, subject: "conversation" is not known here; use one of membership, person, group.'],
    ),
    "another class": (
        document(POST).replace("class: service", "class: spam"),
        ['line 4, class: "spam" is not known here; use one of safety, service, content, nurture, promo.'],
    ),
    "an id with blanks": (
        document(POST, id="Hello there"),
        ['line 2, id: "Hello there" is not a name: use up to 60 small letters, digits, - and _.'],
    ),
    "another trigger": (
        document(POST).replace("membership.joined", "membership.jioned"),
        ['line 5, trigger.event: "membership.jioned" is not known here. Did you mean "membership.joined"?'],
    ),
    "no trigger": (
        document(POST).replace("trigger: {event: membership.joined}\n", ""),
        ['line 1, trigger: "trigger" is missing.'],
    ),
    "no steps": (HEADED + "steps: []\n", [f"line {LAST - 1}, steps: A playbook needs at least one step."]),
    "sixty-one steps": (
        document("".join(f"- {{id: s{number}, post: {{text: Hi}}}}\n" for number in range(61))),
        [f"line {LAST - 1}, steps: There are 61 steps; at most 60 are allowed."],
    ),
    "the same id twice": (
        document(POST + POST),
        [f'line {LAST + 1}, steps.hi.id: The id "hi" is taken by another step.'],
    ),
    "a step called end": (
        document("- {id: end, post: {text: Hello}}\n"),
        [f'line {LAST}, steps.end.id: "end" is the end of every playbook; give the step another id.'],
    ),
    "a step that does two things": (
        document("- {id: hi, post: {text: Hello}, wait: {for: 3m}}\n"),
        [f"line {LAST}, steps.hi.wait: A step does one thing; this one has post, wait."],
    ),
    "an unknown kind of step": (
        document("- {id: hi, postt: {text: Hello}}\n"),
        [
            f'line {LAST}, steps.hi.postt: There is no key "postt" here. Did you mean "post"?',
        ],
    ),
    "a wait without a length": (
        document("- {id: rest, wait: {}}\n"),
        [
            f"line {LAST}, steps.rest.wait: A wait has exactly one of"
            ' "for", "until_local", "until_date", "until", "any".'
        ],
    ),
    "a bad length": (
        document("- {id: rest, wait: {for: 3 minutes}}\n"),
        [
            f"line {LAST}, steps.rest.wait.for: A length like 30s, 15m, 24h or 7d is needed here,"
            " ten years at most."
        ],
    ),
    "a time without quotes": (
        document("- {id: rest, wait: {until_local: {at: 21:30}}}\n"),
        [f'line {LAST}, steps.rest.wait.until_local.at: Put the time in quotes: "21:30".'],
    ),
    "an event wait without a limit": (
        document("- {id: rest, wait: {any: [{event: message.posted}], on_timeout: end}}\n"),
        [
            f'line {LAST}, steps.rest.wait.any: A wait for events needs "at_most",'
            " so that it cannot last for ever."
        ],
    ),
    "an event nobody knows": (
        document("- {id: rest, wait: {any: [{event: message.post}], at_most: 1d, on_timeout: end}}\n"),
        [
            f'line {LAST}, steps.rest.wait.any[1].event: "message.post" is not known here.'
            ' Did you mean "message.posted"?'
        ],
    ),
    "a branch without else": (
        document("- {id: fork, branch: [{when: person.is_bot, go: end}]}\n"),
        [f'line {LAST}, steps.fork.branch: A branch has to end with "else".'],
    ),
    "an unknown field": (
        document("- {id: fork, branch: [{when: person.is_operater, go: end}, {else: end}]}\n"),
        [
            f'line {LAST}, steps.fork.branch[1].when: Nothing here is called "person.is_operater";'
            ' did you mean "person.is_operator"?'
        ],
    ),
    "an unknown probe": (
        document("- {id: fork, branch: [{when: growth.pointz >= 3, go: end}, {else: end}]}\n"),
        [
            f'line {LAST}, steps.fork.branch[1].when: Nothing here is called "growth.pointz";'
            ' did you mean "growth.points"?'
        ],
    ),
    "a condition of mixed types": (
        document("- {id: fork, branch: [{when: membership.stay > person.name, go: end}, {else: end}]}\n"),
        [f"line {LAST}, steps.fork.branch[1].when: integer cannot be compared with text."],
    ),
    "an audience that is no condition": (
        document(POST, more="audience: membership.stay\n"),
        ["line 6, audience: A condition has to say yes or no; this gives integer."],
    ),
    "a target that is not there": (
        document("- {id: hi, post: {text: Hello}, next: welcom}\n- {id: welcome, post: {text: Hi}}\n"),
        [f'line {LAST}, steps.hi.next: There is no step "welcom" to go to. Did you mean "welcome"?'],
    ),
    "a step nothing leads to": (
        document("- {id: hi, post: {text: Hello}, next: end}\n- {id: lost, post: {text: Hi}}\n"),
        [f"line {LAST + 1}, steps.lost: No path leads to this step; lead to it or take it out."],
    ),
    "a loop without a wait": (
        document(
            "- {id: hi, post: {text: Hello}}\n"
            "- {id: again, branch: [{when: membership.has_spoken, go: hi}, {else: end}]}\n"
        ),
        [
            f"line {LAST}, steps.hi: A run could go round here without a pause; put a wait into the loop.",
            f"line {LAST + 1}, steps.again: A run could go round here without a pause;"
            " put a wait into the loop.",
        ],
    ),
    "a loop without an end": (
        document("- {id: rest, wait: {for: 1d}}\n- {id: hi, post: {text: Hello}, next: rest}\n"),
        [
            f"line {LAST}, steps.rest: No path leads from this step to the end.",
            f"line {LAST + 1}, steps.hi: No path leads from this step to the end.",
        ],
    ),
    "a variable nobody knows": (
        document("- {id: hi, post: {text: 'Hello {person.nam}'}}\n"),
        [
            f'line {LAST}, steps.hi.post.text: "{{person.nam}}" cannot be filled in; known are'
            ' {person.name}, {group.name}, {community.name}. Did you mean "person.name"?'
        ],
    ),
    "an open brace": (
        document("- {id: hi, post: {text: 'Hello {'}}\n"),
        [
            f'line {LAST}, steps.hi.post.text: "{{" cannot be filled in; known are'
            " {person.name}, {group.name}, {community.name}."
        ],
    ),
    "a language nobody speaks here": (
        document("- {id: hi, post: {text: {xx: Hello}}}\n"),
        [
            f'line {LAST}, steps.hi.post.text.xx: There is no key "xx" here.',
            f"line {LAST}, steps.hi.post.text: A text is needed in one of zh-hans, en.",
        ],
    ),
    "an award without a key": (
        document("- {id: gift, award: {amount: 5, reason: hi}}\n"),
        [f'line {LAST}, steps.gift.award.key: "key" is missing.'],
    ),
    "an award of nothing": (
        document("- {id: gift, award: {amount: 0, reason: hi, key: a}}\n"),
        [f"line {LAST}, steps.gift.award.amount: A whole number from 1 to 1000000 is needed here."],
    ),
    "a task without a timeout": (
        document(
            "- {id: call, human_task: {title: Call, assign: {role: moderator}, due: 1d,"
            " outcomes: {done: end}}}\n"
        ),
        [
            f'line {LAST}, steps.call.human_task.outcomes: A task needs the outcome "timeout",'
            " for when nobody does it.",
        ],
    ),
    "a role nobody has": (
        document(
            "- {id: call, human_task: {title: Call, assign: {role: moderatr}, due: 1d,"
            " outcomes: {done: end, timeout: end}}}\n"
        ),
        [
            f'line {LAST}, steps.call.human_task.assign.role: "moderatr" is not known here.'
            ' Did you mean "moderator"?'
        ],
    ),
    "an exit with neither event nor condition": (
        document(POST, more="exit: [{outcome: gone}]\n"),
        ['line 6, exit[1]: An exit has either "event" or "when".'],
    ),
    "an exit on a severity that does not exist": (
        document(POST, more='exit: [{event: sanction.applied, where: severity >= "shout", outcome: x}]\n'),
        ['line 6, exit[1].where: severity is never "shout"; it is one of warn, recall, mute, kick, ban.'],
    ),
    "entry again without a pause": (
        document(POST, more="entry: {re_enter: {max: 3}}\n"),
        ['line 6, entry.re_enter.after: "after" is missing.'],
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_document_with_a_mistake_is_refused_with_its_line_and_path(stage, name):
    source, sentences = REFUSED[name]

    with pytest.raises(CannotPublish) as refused:
        stage.publish(source)

    assert {str(problem) for problem in refused.value.problems} == set(sentences)
    assert len(refused.value.problems) == len(sentences)
    assert Playbook.objects.count() == PlaybookVersion.objects.count() == 0
    assert not [event for event in events_after() if event.kind == PlaybookPublished.kind]
    assert not AuditEntry.objects.filter(action__startswith="playbooks.").exists()


def test_all_problems_are_listed_at_once_by_line(stage):
    source = document(
        "- {id: hi, post: {txt: Hello}}\n"
        "- {id: fork, branch: [{when: nobody.knows, go: nowhere}, {else: end}]}\n",
        more="audience: person.is_bott\n",
    )

    with pytest.raises(CannotPublish) as refused:
        stage.publish(source)

    assert [(one.line, one.path) for one in refused.value.problems] == [
        (6, "audience"),
        (8, "steps.hi.post.text"),
        (8, "steps.hi.post.txt"),
        (9, "steps.fork.branch[1].go"),
        (9, "steps.fork.branch[1].when"),
    ]
    assert str(refused.value).startswith(
        "This playbook cannot be published; mend 5 places:\nline 6, audience"
    )


def test_publishing_makes_a_version_an_event_and_an_audit_entry(stage, cast):
    version = stage.publish(document(POST))

    assert (version.number, version.playbook.code, version.playbook.state) == (1, "hello", "active")
    assert AuditEntry.objects.get(action="playbooks.published").after["version"] == 1
    facts = [event.fact for event in events_after() if event.kind == PlaybookPublished.kind]
    assert facts == [PlaybookPublished("hello", 1)]


def test_publishing_the_same_text_again_makes_no_second_version(stage):
    first = stage.publish(document(POST))
    second = stage.publish(document(POST))
    third = stage.publish(document(POST.replace("Hello", "Hi")))

    assert (first.id, third.number) == (second.id, 2)
    assert PlaybookVersion.objects.count() == 2


def test_a_published_version_cannot_be_changed_even_in_the_database(stage):
    version = stage.publish(document(POST))

    with pytest.raises(ProgrammingError, match="never changed"), transaction.atomic():
        PlaybookVersion.objects.filter(id=version.id).update(source="other")

    assert PlaybookVersion.objects.get(id=version.id).source == document(POST)


def test_a_draft_may_be_unfinished_but_not_nameless(stage, cast):
    unfinished = document("- {id: hi}\n")

    saved = publishing.save_draft(source=unfinished, by=cast.by_lin, at=cast.at)
    with pytest.raises(CannotPublish, match='line 1, id: "id" is missing'):
        publishing.save_draft(source="kind: playbook\n", by=cast.by_lin, at=cast.at)

    assert (saved.state, saved.draft, saved.current) == ("draft", unfinished, None)
    assert Playbook.objects.count() == 1


def test_zhou_may_use_the_same_id_for_a_playbook_of_her_own(stage, cast):
    stage.publish(document(POST))
    with cast.scope_elsewhere():
        publishing.publish(source=document(POST), by=cast.by_zhou, at=cast.at)
        theirs = Playbook.objects.count()

    assert (theirs, Playbook.objects.count()) == (1, 1)


def test_every_version_keeps_the_text_it_was_published_from(stage):
    stage.publish(document(POST))

    with connection.cursor() as cursor:
        cursor.execute("SELECT source, length(content_hash) FROM playbooks_playbookversion")
        assert cursor.fetchall() == [(document(POST), 64)]
