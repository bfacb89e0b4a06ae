"""The command `linli`: quick help, one sentence for expected trouble, exit codes that scripts can use."""

import os
import subprocess
import sys
import time
from importlib import import_module
from importlib.util import find_spec

import pytest

from linli.faces.cli.commands import COMMANDS


def linli(*arguments, **environment):
    known = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-m", "linli", *arguments],
        env={**known, **environment},
        capture_output=True,
        text=True,
    )


def test_help_is_there_at_once_and_names_every_command():
    began = time.monotonic()
    shown = linli("--help")
    seconds = time.monotonic() - began

    assert shown.returncode == 0
    for name, command in COMMANDS.items():
        assert name in shown.stdout
        assert command.help.split()[0] in shown.stdout
    assert seconds < 2


def test_help_imports_neither_django_nor_the_database_driver():
    program = "import sys; import linli.faces.cli.main; print({'django', 'psycopg'} & set(sys.modules))"

    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert shown.stdout == "set()\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_table_exists(name):
    module, _, attribute = COMMANDS[name].target.partition(":")

    assert find_spec(module)
    assert hasattr(import_module(module), attribute)


def test_an_unknown_command_is_a_usage_error():
    assert linli("dance").returncode == 2


def test_a_setting_that_cannot_be_read_is_told_in_one_sentence(tmp_path):
    shown = linli("status", LINLI_PORT="many", LINLI_HOME=str(tmp_path))

    assert shown.returncode == 1
    assert shown.stdout == ""
    assert shown.stderr.startswith("LINLI_PORT is 'many', which cannot be used")
    assert shown.stderr.count("\n") == 1


def test_a_database_out_of_reach_is_told_in_one_sentence(tmp_path):
    shown = linli(
        "migrate", DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing", LINLI_HOME=str(tmp_path / "home")
    )

    assert shown.returncode == 1
    assert shown.stderr.startswith("Cannot reach the database: ")
    assert shown.stderr.count("\n") == 1


def test_status_of_nothing_names_every_part_and_fails(tmp_path):
    shown = linli("status", "--json", LINLI_PORT="1", LINLI_HOME=str(tmp_path))

    assert shown.returncode == 1
    assert shown.stdout == (
        '{"ok": false, "gateway": false, "web": false, "worker": false, "database": false,'
        ' "down": ["gateway", "web", "worker", "database"]}\n'
    )
