"""What the calendar does by the clock."""

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.kernel.jobs import rounds
from linli.run.calendar.actions import asking, filling, measuring, sending


@app.periodic(cron="* * * * *")
@app.task(name="calendar.send_due", queueing_lock="calendar.send_due", pass_context=False)
def send_due(timestamp: int) -> int:
    """Posts whose time has come go to the outbox; what is not ready by then is missed."""
    return rounds.in_every_organisation(lambda: sending.send_due(at=timezone.now()))


@app.periodic(cron="7 * * * *")
@app.task(name="calendar.fill_columns", queueing_lock="calendar.fill_columns", pass_context=False)
def fill_columns(timestamp: int) -> int:
    """The posts of columns are made four weeks ahead."""
    return rounds.in_every_organisation(lambda: filling.fill_columns(at=timezone.now()))


@app.periodic(cron="*/15 * * * *")
@app.task(name="calendar.ask_for_content", queueing_lock="calendar.ask_for_content", pass_context=False)
def ask_for_content(timestamp: int) -> int:
    """Owners are asked for posts that come soon and have no content."""
    return rounds.in_every_organisation(lambda: asking.ask_for_content(at=timezone.now()))


@app.periodic(cron="41 * * * *")
@app.task(name="calendar.measure_posts", queueing_lock="calendar.measure_posts", pass_context=False)
def measure_posts(timestamp: int) -> int:
    """What came of yesterday's posts is counted."""
    return rounds.in_every_organisation(lambda: measuring.measure_posts(at=timezone.now()))
