"""System check: the front-end files are installed."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Warning, register

from . import vendor


@register("ui")
def front_end_files(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Warn once, with the way out, when npm's files are missing and none were collected."""
    absent = vendor.missing()
    if not absent or vendor.collected():
        return []
    return [
        Warning(
            f"{len(absent)} front-end files are missing, the first is {absent[0]}.",
            hint="Run make setup.",
            id="ui.W001",
        )
    ]
