"""What commands say of a file that is no chat history we read."""

from linli.connect.adapters.archive import reader
from linli.kernel.errors import Refusal

UNREADABLE = (
    reader.AmbiguousFormat,
    reader.BadArchive,
    reader.NeedsDateOrder,
    reader.NeedsZone,
    reader.UnknownFormat,
    OSError,
)


class CannotReadHistory(Refusal):
    """The file is no chat history we read; the sentence says why."""
