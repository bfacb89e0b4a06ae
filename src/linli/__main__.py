"""`python -m linli` is the command `linli`."""

from linli.faces.cli.main import run

run()
