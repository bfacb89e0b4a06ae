"""How large a file may be, and how it says that it cannot be read."""

from linli.kernel.errors import Refusal

LARGEST_MB = 50
LARGEST_UNPACKED_MB = 600
MOST_ROWS = 200_000
MOST_COLUMNS = 100
LONGEST_CELL = 2_000
TOO_LONG = "\x00long"  # stands for the text of a cell nobody would read
FORMULA = "\x00formula"
ERROR = "\x00error"

Row = tuple[int, list[str]]


class CannotRead(Refusal):
    """A file that is no table we can read; the sentence says how to mend it. Nothing was taken from it."""
