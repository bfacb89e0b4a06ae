"""`linli docs`: the reference pages, written from the code."""

import inspect
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from linli.facts import catalogue
from linli.facts.fact import Fact, kinds
from linli.kernel.conditions import reference as conditions
from linli.kernel.verbs import reference as verbs
from linli.run.playbooks.document import json_schema
from linli.settings import environment

STALE = 1
_MADE = "<!-- Made by `make docs` from the code. Change the code, not this page. -->\n\n"


def docs(
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if a page is stale.")] = False,
) -> None:
    """Write docs/reference anew from the code."""
    stale = [name for name, text in pages().items() if _differs(name, text)]
    if check:
        for name in stale:
            typer.echo(f"docs/reference/{name} is stale: run make docs")
        raise typer.Exit(STALE if stale else 0)
    folder().mkdir(parents=True, exist_ok=True)
    for name in stale:
        (folder() / name).write_text(pages()[name], encoding="utf-8")
        typer.echo(f"wrote docs/reference/{name}")


def folder() -> Path:
    """Where the pages are."""
    return environment.ROOT / "docs" / "reference"


def pages() -> dict[str, str]:
    """Every reference page by file name, as the code would have it."""
    makers: dict[str, Callable[[], str]] = {
        "events.md": _events,
        "verbs.md": verbs.verbs_markdown,
        "probes.md": verbs.probes_markdown,
        "conditions.md": conditions.conditions_markdown,
        "settings.md": _settings,
    }
    made = {name: _MADE + make().strip() + "\n" for name, make in makers.items()}
    schema = json.dumps(json_schema.json_schema(), ensure_ascii=False, indent=1)
    return {**made, "playbook.schema.json": schema + "\n"}


def _differs(name: str, text: str) -> bool:
    path = folder() / name
    return not path.exists() or path.read_text(encoding="utf-8") != text


def _events() -> str:
    lines = ["# Events", "", "What the log can say, by room. A kind is never renamed.", ""]
    by_module: dict[str, list[type[Fact]]] = {}
    for fact in kinds().values():
        by_module.setdefault(fact.__module__, []).append(fact)
    for module in catalogue.MODULES:
        lines += [f"## {module.__name__.rpartition('.')[2]}", "", (module.__doc__ or "").strip(), ""]
        for fact in by_module.get(module.__name__, []):
            lines += _event(fact)
    return "\n".join(lines)


def _event(fact: type[Fact]) -> Iterator[str]:
    yield from (f"### `{fact.kind}`", "", inspect.cleandoc(fact.__doc__ or ""), "")
    fields = msgspec.structs.fields(fact)
    if fields:
        yield from ("| field | type | default |", "|---|---|---|")
        for field in fields:
            default = "" if field.required else f"`{json.dumps(_plain(field.default))}`"
            yield f"| `{field.encode_name}` | {_type(field.type)} | {default} |"
        yield ""


def _plain(value: object) -> object:
    return None if value is msgspec.NODEFAULT else msgspec.to_builtins(value)


def _type(kind: object) -> str:
    is_plain = isinstance(kind, type) and not getattr(kind, "__args__", None)
    name = getattr(kind, "__name__", "") if is_plain else str(kind)
    return re.sub(r"\b(?:\w+\.)+(\w+)", r"\1", name).replace("|", "or")


def _settings() -> str:
    lines = [
        "# Settings",
        "",
        "Environment variables. None is needed: without any, Linli runs here with its own PostgreSQL.",
        "",
        "| name | default | what it is for |",
        "|---|---|---|",
    ]
    for setting in environment.SETTINGS:
        default = setting.default.replace(str(environment.ROOT), ".") or "–"
        lines.append(f"| `{setting.name}` | `{default}` | {setting.about} |")
    return "\n".join(lines)
