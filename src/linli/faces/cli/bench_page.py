"""The page of measured figures, with the machine they were measured on."""

import os
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from linli import __version__

_HEAD = """# Measured

Made by `make bench`. Rates move with whatever else a machine does; a ratio compares two things of one
run, and is what to watch. Default sizes are those of the targets.

"""


def write(path: Path, figures: Sequence[dict[str, Any]], *, day: str) -> None:
    """Write the table of one run."""
    lines = [
        *_machine(day),
        "",
        "| figure | value | unit | ratio | against | n |",
        "|---|---:|---|---:|---|---:|",
    ]
    lines += [_row(figure) for figure in figures]
    path.write_text(_HEAD + "\n".join(lines) + "\n", encoding="utf-8")


def _row(figure: dict[str, Any]) -> str:
    ratio = "" if figure["ratio"] is None else str(figure["ratio"])
    return (
        f"| {figure['name']} | {figure['value']:,} | {figure['unit']} | {ratio} | {figure['against']} |"
        f" {figure['n']:,} |"
    )


def _machine(day: str) -> list[str]:
    gigabytes = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9
    return [
        f"- Linli {__version__}, {day}",
        f"- {_processor()}, {os.cpu_count()} cores, {gigabytes:.0f} GB, Linux {platform.release()}",
        f"- Python {platform.python_version()}, Linli's own PostgreSQL with fsync on",
    ]


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
