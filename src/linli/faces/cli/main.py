"""The command `linli`. Commands are imported when they are called, so `linli --help` is there at once."""

import sys
from importlib import import_module
from typing import Any

import typer
import typer.core
import typer.main

from linli.faces.cli.commands import COMMANDS, Command
from linli.kernel.errors import Refusal

FAILED = 1


class LazyCommand(typer.core.TyperCommand):
    """Stands in the help for a command; becomes the real one when it is called."""

    def __init__(self, name: str, command: Command) -> None:
        super().__init__(name, help=command.help, rich_help_panel=command.panel)
        self._command = command

    def make_context(self, info_name: Any, args: Any, parent: Any = None, **extra: Any) -> Any:
        context = self._real().make_context(info_name, args, parent, **extra)
        if self._command.needs == "database":
            from linli.faces.cli import readiness

            context.call_on_close(readiness.database())
        return context

    def _real(self) -> Any:
        if self._command.needs != "nothing":
            from linli.faces.cli import readiness

            readiness.django()
        module, _, attribute = self._command.target.partition(":")
        target = getattr(import_module(module), attribute)
        if isinstance(target, typer.Typer):
            return typer.main.get_command(target)
        app = typer.Typer(add_completion=False)
        app.command(self.name, help=None if target.__doc__ else self._command.help)(target)
        return typer.main.get_command(app)


class LazyGroup(typer.core.TyperGroup):
    """The commands of the table, in its order."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        command = COMMANDS.get(cmd_name)
        return LazyCommand(cmd_name, command) if command else None


app = typer.Typer(cls=LazyGroup, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def linli() -> None:
    """Linli 邻里: community operations that run in the groups your members already use."""


def run() -> None:
    """The installed entry point. Exit codes: 0 done, 1 refused or failed with a sentence, 2 wrong usage."""
    try:
        app()
    except Exception as trouble:
        if not isinstance(trouble, _expected()):
            raise
        sys.stderr.write(f"{trouble}\n")
        sys.exit(FAILED)


def _expected() -> tuple[type[Exception], ...]:
    """Refusals, and a setting that cannot be read: that is found while the settings are being imported."""
    settings = sys.modules.get("linli.settings.environment")
    return (Refusal, settings.BadSetting) if settings else (Refusal,)
