import pytest

from linli.kernel.conditions import check
from linli.kernel.conditions.problems import DoesNotCheck
from linli.kernel.conditions.reference import conditions_markdown
from linli.kernel.conditions.schema import Field, FieldTakenTwice, Schema
from linli.kernel.conditions.tree import Type
from tests.kernel.conditions.worlds import FIELDS, SCHEMA, SEVERITIES

EVENT = SCHEMA.extended([Field("severity", Type.TEXT, choices=SEVERITIES), Field("$ask.theme", Type.TEXT)])


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("membership.level + 1", Type.INTEGER),
        ("membership.level / 2", Type.NUMBER),
        ("membership.level * 0.5", Type.NUMBER),
        ("now - membership.joined_at", Type.DURATION),
        ("membership.joined_at + 3d", Type.TIME),
        ("2h + 3d - membership.silence", Type.DURATION),
        ("length(person.tags)", Type.INTEGER),
        ("default(membership.level, 0.5)", Type.NUMBER),
        ('time("2026-03-01T09:00:00+08:00")', Type.TIME),
        ("$ask.theme", Type.TEXT),
        ('severity >= "mute"', Type.BOOLEAN),
        ('group.words_last("10m") > group.words_last(2h)', Type.BOOLEAN),
    ],
)
def test_an_expression_has_this_type(source, kind):
    assert check.formula(source, EVENT).type is kind


@pytest.mark.parametrize(
    ("source", "column", "sentence"),
    [
        (
            "membership.levle > 1",
            1,
            'Nothing here is called "membership.levle"; did you mean "membership.level"?',
        ),
        ("level > 1", 1, 'Nothing here is called "level"; did you mean "membership.level"?'),
        ("qqq > 1", 1, 'Nothing here is called "qqq".'),
        ("membership.level", 1, "A condition has to say yes or no; this gives integer."),
        ('membership.level > "3"', 18, "integer cannot be compared with text."),
        ('membership.level in [1, "3"]', 25, "integer cannot be compared with text."),
        ("membership.level and true", 1, "and, or and not join conditions; membership.level gives integer."),
        ("not now", 5, "and, or and not join conditions; now gives time."),
        ("person.is_staff < true", 17, "true and false have no order; use == or !=."),
        ('person.tags == "vip"', 13, "A list cannot be compared; use contains."),
        (
            "membership.level contains person.name",
            18,
            "integer cannot contain text: contains looks for a text in a text or in a list of text.",
        ),
        ("now + now > now", 5, '"+" does not work between time and time.'),
        ("-person.name == person.name", 1, "A minus cannot stand before text."),
        ("group.words_last > 1", 1, 'Write "group.words_last(span)" here.'),
        ('membership.level("x") > 1', 1, 'Write "membership.level" here.'),
        ('group.words_last("soon") > 1', 18, '"span" in "group.words_last" has to be duration, not "soon".'),
        ('lower(1) == "x"', 1, "Write lower(text) here."),
        ('time("2026-03-01T09:00:00") < now', 1, 'Write time("2026-03-01T09:00:00+08:00") here.'),
        ("default(membership.level) > 1", 1, "Write default(value, otherwise) here."),
        (
            'severity >= "mut"',
            13,
            'severity is never "mut"; it is one of note, warn, mute, kick.',
        ),
        (
            'membership.stage in ["new", "old"]',
            29,
            'membership.stage is never "old"; it is one of new, active, silent, lost.',
        ),
        (
            "severity > person.name",
            10,
            "The order of severity is its own; compare it with one of its choices.",
        ),
    ],
)
def test_what_cannot_work_is_refused_when_it_is_published(source, column, sentence):
    with pytest.raises(DoesNotCheck) as refused:
        check.condition(source, EVENT)

    assert (refused.value.column, refused.value.sentence) == (column, sentence)


def test_a_schema_holds_each_name_once():
    with pytest.raises(FieldTakenTwice, match=r"membership\.level"):
        Schema([*FIELDS, FIELDS[0]])


def test_the_reference_lists_functions_limits_and_fields():
    page = conditions_markdown({"Members": SCHEMA})

    assert "At most 200 parts, 20 levels and 4,000 characters." in page
    assert "| `starts_with(text, beginning)` | True when the text begins so. |" in page
    assert "| `membership.stage` | text: new, active, silent, lost | Stage | yes |" in page
    assert "| `group.words_last(span)` | integer | Words lately | yes |" in page
