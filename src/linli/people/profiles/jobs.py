"""Work in the background: files looked over and applied, tables written, duplicates sought."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.kernel.jobs import rounds, tracking
from linli.kernel.orgs import scope
from linli.kernel.orgs.actor import SYSTEM, staff
from linli.people.profiles.actions import duplicates, exporting
from linli.people.profiles.actions.importing import files
from linli.people.profiles.models import MemberExport
from linli.people.profiles.queries import imports

CHECK, APPLY, EXPORT = "profiles.check_import", "profiles.apply_import", "profiles.write_export"
KEPT_FOR = timedelta(days=7)


@app.task(name=CHECK, pass_context=False)
def check_import(org_id: int, import_id: int) -> None:
    """Look a file over where people can watch."""
    with scope.org(org_id):
        one = imports.get_import(import_id)
        with tracking.track(CHECK, title=f"Excel/CSV #{one.pk}") as tracker:
            files.look_over(
                one=one, at=timezone.now(), tell=tracker.advance, should_stop=lambda: tracker.should_stop
            )


@app.task(name=APPLY, pass_context=False)
def apply_import(org_id: int, import_id: int, staff_id: int) -> None:
    """Apply a looked-over file where people can watch and stop; it goes on from there the next time."""
    with scope.org(org_id):
        one = imports.get_import(import_id)
        with tracking.track(APPLY, title=f"Excel/CSV #{one.pk}", total=one.rows) as tracker:
            files.apply(
                one=one,
                by=staff(staff_id),
                at=timezone.now(),
                tell=tracker.advance,
                should_stop=lambda: tracker.should_stop,
            )


@app.task(name=EXPORT, pass_context=False)
def write_export(
    org_id: int,
    export_id: int,
    member_ids: list[int],
    codes: list[str],
    living: list[str],
    community_id: int | None,
    sees_personal: bool,
    staff_id: int,
) -> None:
    """Write a large table where people can watch."""
    with scope.org(org_id):
        one = MemberExport.objects.get(pk=export_id)
        choice = exporting.choose(codes, living=living, community_id=community_id)
        with tracking.track(EXPORT, title=one.file_name, total=len(member_ids)) as tracker:
            exporting.write(
                one=one,
                member_ids=member_ids,
                choice=choice,
                sees_personal=sees_personal,
                by=staff(staff_id),
                at=timezone.now(),
                tell=tracker.advance,
            )


@app.task(name="profiles.find_duplicates", queueing_lock="profiles.find_duplicates", pass_context=False)
def find_duplicates(org_id: int) -> int:
    """Seek duplicates now, because somebody asked."""
    with scope.org(org_id), tracking.track("profiles.find_duplicates", title="") as tracker:
        count = duplicates.find_pairs(at=timezone.now())
        tracker.advance(count)
        return count


@app.periodic(cron="20 3 * * *")
@app.task(name="profiles.tidy", queueing_lock="profiles.tidy", pass_context=False)
def tidy(timestamp: int) -> int:
    """Every night: suggestions of duplicates anew; files nobody came back for are thrown away."""
    return rounds.in_every_organisation(_tidy)


def _tidy() -> int:
    now = timezone.now()
    duplicates.find_pairs(at=now)
    thrown = exporting.throw_away(before=now - KEPT_FOR)
    return thrown + files.throw_away(before=now - KEPT_FOR, by=SYSTEM, at=now)
