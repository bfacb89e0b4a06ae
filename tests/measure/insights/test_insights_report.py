import json

import pytest

from linli.connect.adapters.archive import reader
from linli.measure.insights import report
from tests.measure.insights.histories import at, record

KEYS = {
    *("messages", "users", "first_utc", "last_utc", "channels", "threads", "top10_share", "top1pct_share"),
    *(
        "top10pct_share",
        "one_message_users_share",
        "gini",
        "explicit_reply",
        "turn_gap",
        "newcomers",
        "monthly",
    ),
    *(
        "monthly_columns",
        "cohorts_columns",
        "cohorts",
        "users_in_more_than_one_group",
        "mean_groups_per_user",
    ),
    "metrics",
}
METRICS = ["M01", "M02", "M03", "M04", "M12", "M13", "M15", "M16", "M25", "M27", "M28", "M29", "M32", "M36"]


def test_a_file_becomes_a_report_without_any_server(tmp_path):
    rows = [
        {"id": "1", "channel": "square", "ts": "2026-03-01T10:00:00Z", "user": "su", "type": "message"},
        {"id": "2", "channel": "square", "ts": "2026-03-01T10:05:00Z", "user": "momo", "type": "message"},
    ]
    file = tmp_path / "messages.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows))

    found = report.report_file(file)

    assert found.keys() == KEYS
    assert (found["messages"], found["users"], found["turn_gap"]) == (2, 2, {"n": 1, "median_s": 300.0})
    assert list(found["metrics"]["whole"]) == list(found["metrics"]["recent"]) == METRICS
    assert (found["metrics"]["from"], found["metrics"]["to"]) == (
        "2026-03-01T00:00:00Z",
        "2026-03-02T00:00:00Z",
    )
    assert json.loads(json.dumps(found, allow_nan=False))["metrics"]["whole"]["M15"]["value"] == 2


def test_threads_add_their_first_responses():
    found = report.read_records([record("2026-03-01", "su", thread="t")]).as_dict()

    assert found.keys() == KEYS | {"first_response"}


def test_nothing_is_a_report_too():
    found = report.read_records([]).as_dict()

    assert found.keys() == KEYS
    assert (found["messages"], found["metrics"]["from"], found["metrics"]["whole"]) == (0, None, {})


def test_what_was_not_understood_is_counted_and_the_first_are_told():
    refused = [reader.NotUnderstood(line=n, where="", reason="No time.", excerpt="") for n in range(1, 13)]

    found = report.read_records([*refused, record("2026-03-01", "su")])

    assert found.figures["messages"] == 1
    assert found.trouble.count == 12
    assert found.trouble.first[:2] == ("line 1: No time.", "line 2: No time.")
    assert len(found.trouble.first) == 10


def test_the_recent_metrics_are_about_the_last_thirty_days():
    found = report.read_records([record("2026-01-01", "su"), record("2026-03-31 23:00", "momo")])

    assert found.period == report.Period(at("2026-01-01"), at("2026-04-01"))
    values = {metric.id: metric.value for metric in found.recent}
    assert (values["M01"], values["M02"], values["M15"], values["M16"]) == (2, 1, 1, pytest.approx(30 / 31))


def test_progress_is_told_while_reading():
    heard = []

    report.read_records(
        (record("2026-01-01", "su", number=str(n)) for n in range(25_000)), on_progress=heard.append
    )

    assert heard == [10_000, 20_000]
