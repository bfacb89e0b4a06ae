"""Checks of one chat-history file, each answered in one sentence."""

from itertools import islice
from pathlib import Path

from linli.connect.adapters.archive import reader

CHECKED_RECORDS = 200_000


def check(
    path: Path, *, zone: str | None = None, format: str | None = None, date_order: str | None = None
) -> list[tuple[bool, str]]:
    """Whether the file can be imported: (it is fine, one sentence) per check, ending at the first that fails.

    The first 200,000 records are tried.
    """
    try:
        archive = reader.open_archive(path, zone=zone, format=format, date_order=date_order)
    except reader.BadArchive as error:
        return [(False, str(error))]
    except (reader.UnknownFormat, reader.AmbiguousFormat) as error:
        return [(True, f"{path.name} can be read."), (False, str(error))]
    except (reader.NeedsZone, reader.NeedsDateOrder) as error:
        return [(True, f"{path.name} can be read."), (True, "Its format is known."), (False, str(error))]
    label = reader.FORMATS[archive.format].label
    return [
        (True, f"{path.name} can be read."),
        (True, f"Its format is {label}, of “{archive.title}”."),
        (True, "Its times can be placed."),
        _first_bad_record(archive),
    ]


def _first_bad_record(archive: reader.Archive) -> tuple[bool, str]:
    count = 0
    try:
        for record in islice(archive.records(), CHECKED_RECORDS):
            count += 1
            if isinstance(record, reader.NotUnderstood):
                place = f"{record.where}, line {record.line}" if record.where else f"Line {record.line}"
                return False, f"{place}: {record.reason}"
    except reader.BadArchive as error:
        return False, str(error)
    if count == 0:
        return False, "The file holds no record."
    if count == CHECKED_RECORDS:
        return True, f"The first {count:,} records are understood."
    return True, f"All {count:,} records are understood."
