import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from linli.faces.ui import hues
from linli.faces.ui.components.chart import Chart, Series
from linli.faces.ui.components.heatmap import HeatCell, Heatmap, HeatRow, step_of
from linli.faces.ui.components.kpi import sparkline
from linli.faces.ui.components.lanes import Day, Lane, Slot, Week
from linli.faces.ui.components.progress import FunnelStep, funnel_bars

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


def drawn(source, **context):
    with translation.override("en"), timezone.override("Asia/Shanghai"):
        return Template("{% load ui %}" + source).render(Context(context))


def test_a_sparkline_starts_at_the_oldest_and_ends_at_the_newest_point():
    spark = sparkline([0, 10, 5])

    assert spark.line == "M0 36C25 36 25 4 50 4C75 4 75 20 100 20".replace("C", " C")
    assert (spark.x, spark.y) == (100, 20)


def test_equal_points_lie_level_in_the_middle():
    assert sparkline([7, 7]).line == "M0 20 C50 20 50 20 100 20"


@pytest.mark.parametrize("points", [[], [3]])
def test_fewer_than_two_points_draw_nothing(points):
    assert sparkline(points) is None


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=60))
def test_a_sparkline_never_leaves_its_box(points):
    heights = [float(pair.split()[1]) for pair in re.findall(r"[\d.e+-]+ [\d.e+-]+", sparkline(points).line)]

    assert min(heights) >= 4 - 1e-2
    assert max(heights) <= 36 + 1e-2


def test_a_funnel_shows_each_share_of_the_stage_before():
    stages = [("Reached", 4820), ("Joined", 2146), ("Spoke", 0), ("Paid", 0)]

    rows = funnel_bars([FunnelStep(*stage) for stage in stages])

    assert [(row.text, row.note) for row in rows] == [
        ("4,820", ""),
        ("2,146", "44.5%"),
        ("0", "0.0%"),
        ("0", "–"),
    ]


@pytest.mark.parametrize(
    ("value", "step"), [(0, 0), (0.05, 0), (0.5, 5), (0.6, 6), (1, 9), (1.7, 9), (-1, 0)]
)
def test_a_share_falls_into_one_of_ten_steps(value, step):
    assert step_of(value, 1.0) == step


def test_words_turn_white_on_dark_cells_and_empty_cells_stay_blank():
    row = HeatRow("9/22", "412", [HeatCell(0.63, "63%"), HeatCell(0.3, "30%", "/people/"), HeatCell(None)])

    page = drawn("{% heatmap heat %}", heat=Heatmap("Retention", "Joined", ["W1", "W2", "W3"], [row]))

    assert '<td class="ll-cell ll-heat-9 ll-dark">63%</td>' in page
    assert '<td class="ll-cell ll-heat-4"><a href="/people/">30%</a></td>' in page
    assert "<td></td>" in page


def test_a_name_has_one_hue_for_ever_and_its_first_letter():
    assert hues.of_name("苏木") == hues.of_name("苏木")
    assert [hues.initial(name) for name in ("苏木", "momo", "…小鹿", "")] == ["苏", "M", "小", "·"]


def test_an_unknown_hue_is_refused_by_name():
    with pytest.raises(
        hues.UnknownHue, match="'teal' is no hue; say one of green, amber, rose, sky, violet, grey"
    ):
        hues.css("teal")


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_names_of_people_are_words_and_never_markup(name):
    tags = "{% person name name url=name %}{% avatar name %}{% pill name %}{% kpi name name %}"

    page = drawn(
        tags + "{% card name %}{{ name }}{% endcard %}{% moment name %}{{ name }}{% endmoment %}", name=name
    )

    assert "<script" not in page
    assert "<img" not in page


def test_chart_data_cannot_close_its_script():
    chart = Chart("c", "x</script>", ["</script><b>"], [Series("s", [1.5])])

    page = drawn("{% chart chart %}", chart=chart)

    assert page.count("</script>") == 1
    payload = json.loads(re.search(r'<script id="c-data"[^>]*>(.*?)</script>', page, re.DOTALL)[1])
    assert payload["series"] == [{"name": "s", "values": [1.5], "hue": "--ll-green"}]


def test_a_chart_has_a_role_a_finding_and_a_table_of_its_numbers():
    chart = Chart("c", "Speakers rose to 384.", ["Mon", "Tue"], [Series("Speakers", [312, None])])

    page = drawn("{% chart chart %}", chart=chart)

    assert 'role="img" aria-label="Speakers rose to 384."' in page
    assert '<th scope="row">Mon</th><td class="ll-num">312</td>' in page
    assert '<th scope="row">Tue</th><td class="ll-num">–</td>' in page


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=5), "5 hours ago"),
        (timedelta(hours=25), "yesterday 09:00"),
        (timedelta(days=3), "3 days ago"),
        (timedelta(days=16), "Nov 5"),
        (timedelta(days=400), "Oct 17, 2025"),
        (timedelta(minutes=-5), "in 5 minutes"),
        (timedelta(days=-2), "in 2 days"),
    ],
)
def test_how_long_ago_is_said_in_words(ago, words):
    assert f">{words}</time>" in drawn('{% when value "relative" now %}', value=NOW - ago, now=NOW)


def test_a_moment_is_told_in_the_zone_of_the_organisation():
    page = drawn('{% when value "datetime" %}', value=datetime(2026, 11, 20, 23, 30, tzinfo=UTC))

    words = "Sat, Nov 21, 2026 07:30"
    assert page == f'<time datetime="2026-11-21T07:30:00+08:00" title="{words}">{words}</time>'


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ value|number }}", "1,284"),
        ("{{ value|signed }}", "+1,284"),
        ("{{ share|percent }}", "8.4%"),
        ("{{ none|number }}", "–"),
        ("{% when none %}", "–"),
    ],
)
def test_figures_are_written_as_people_write_them(source, text):
    assert drawn(source, value=1284, share=0.0836, none=None) == text


class Greeting(forms.Form):
    text = forms.CharField(help_text="One sentence.")
    kind = forms.ChoiceField(choices=[("a", "A")], required=False)
    loud = forms.BooleanField(required=False)


def test_a_wrong_field_is_tied_to_its_help_and_its_error():
    form = Greeting({"text": ""})

    page = drawn("{% fields form %}", form=form)

    assert 'aria-describedby="id_text-help id_text-error" aria-invalid="true"' in page
    assert 'id="id_text-error"' in page
    assert "This field is required." in page
    assert page.count("(optional)") == 1


def test_form_controls_carry_the_class_of_their_kind():
    page = drawn("{% fields form %}", form=Greeting())

    assert re.findall(r'class="(form-[\w-]+)"', page) == [
        "form-label",
        "form-control",
        "form-label",
        "form-select",
        "form-check-input",
    ]


def test_turning_pages_keeps_the_filter():
    request = RequestFactory().get("/?q=su&page=2")

    page = drawn("{% pager page %}", page=Paginator(range(100), 20).page(2), request=request)

    assert 'href="?q=su&amp;page=3" rel="next"' in page
    assert '<span aria-current="page">2</span>' in page
    assert "21–40 of 100" in page


def test_a_dialog_posts_with_the_token():
    page = drawn(
        '{% confirm "erase" "Erase 3?" "/erase/" "Go" %}For ever.{% endconfirm %}<i {% opens "erase" %}></i>',
        csrf_token="secret-token",
    )

    assert 'name="csrfmiddlewaretoken" value="secret-token"' in page
    assert '<dialog class="ll-dialog" id="erase" aria-labelledby="erase-title">' in page
    assert 'data-ll-dialog="erase" aria-haspopup="dialog" aria-controls="erase"' in page


def test_a_week_marks_today_and_says_what_a_slot_waits_for():
    days = [Day("Fri 20"), Day("Sat 21", is_today=True)]
    lane = Lane(
        "Reading", "day 8", [[Slot("Check-in", "68%", state="done")], [Slot("Talk", state="now", url="/t/")]]
    )

    page = drawn("{% lanes week %}", week=Week("Playbooks", "Playbook", days, [lane]))

    assert '<th scope="col" class="ll-lanes-today" aria-current="date">Sat 21</th>' in page
    assert '<div class="ll-slot ll-green ll-slot-done">' in page
    assert '<a class="ll-slot ll-amber ll-slot-now" href="/t/">' in page
    assert "waits for you:" in page


def test_a_lane_with_a_day_too_few_is_refused():
    week = Week("Playbooks", "Playbook", [Day("Fri"), Day("Sat")], [Lane("Reading", days=[[]])])

    with pytest.raises(ValueError, match="shorter"):
        drawn("{% lanes week %}", week=week)


class Days(forms.Form):
    days = forms.MultipleChoiceField(
        choices=[("1", "Mon"), ("2", "Tue")], widget=forms.CheckboxSelectMultiple, help_text="Tick some."
    )


def test_choices_stand_in_lines_and_only_their_boxes_look_like_boxes():
    html = drawn("{% fields form %}", form=Days(initial={"days": ["2"]}))

    assert html.count("form-check-input") == 2
    assert re.search(
        r"<label[^>]*><input[^>]*class=\"form-check-input\"[^>]*checked[^>]*> Tue</label>", html
    ) or (
        re.search(r"<label[^>]*><input[^>]*checked[^>]*class=\"form-check-input\"[^>]*>\s*Tue</label>", html)
    )
    assert '<div id="id_days"><div><label' in html


def test_choices_are_tied_to_their_help_and_error():
    html = drawn("{% fields form %}", form=Days({}))

    assert html.count('aria-describedby="id_days-help id_days-error"') == 2
