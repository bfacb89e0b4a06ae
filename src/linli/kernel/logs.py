"""How log lines look: where something broke and what kind of trouble it was, never the words of a person.

The message of an exception may quote what somebody wrote or is called (a value, a row, a key). It is left
out here; the whole of it stands in the database where an event is parked, and goes with the person.
"""

import logging
import traceback
from types import TracebackType

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WithoutWords(logging.Formatter):
    """Tracebacks keep their lines of code and the kinds of the exceptions, without the messages."""

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802  (the name logging asks for)
        """The traceback of an exception and of what caused it."""
        error, told = ei[1], []
        seen: set[int] = set()
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            lines = "".join(traceback.format_tb(error.__traceback__))
            told.append(f"Traceback (most recent call last):\n{lines}{kind(error)}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n\nwhich came of:\n\n".join(told)


def kind(error: BaseException) -> str:
    """The name of an exception's class with its module; for the database also its code."""
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    code = getattr(error, "sqlstate", None)
    return f"{name} ({code})" if code else name
