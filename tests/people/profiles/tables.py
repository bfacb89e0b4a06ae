"""Files of members for tests: written as .xlsx or CSV, taken in, looked over and applied at once."""

import openpyxl

from linli.people.profiles.actions.importing import files
from linli.people.profiles.actions.importing.columns import Options
from linli.people.profiles.models import ImportRow, MemberImport


def xlsx(path, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def receive(cast, path, *, at=None, **options):
    return files.receive(
        file_name=path.name,
        content=lambda place: place.write_bytes(path.read_bytes()),
        options=Options(**options),
        by=cast.by_lin,
        at=at or cast.at,
    )


def look_over(cast, path, **options):
    one = receive(cast, path, **options)
    files.look_over(one=one, at=cast.at)
    return MemberImport.objects.get(pk=one.pk)


def apply(cast, path, **options):
    one = look_over(cast, path, **options)
    assert one.problem == ""
    files.apply(one=one, by=cast.by_lin, at=cast.at)
    return MemberImport.objects.get(pk=one.pk)


def fates(one):
    rows = ImportRow.objects.filter(member_import=one).order_by("row")
    return [(row.row, row.fate, row.reason, row.heading) for row in rows]
