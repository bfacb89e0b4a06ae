"""A wiring for tests of the Matrix adapter: it is the only one, and nothing reacts."""

from linli.connect.adapters.matrix.adapter import MatrixAdapter

ADAPTERS = {"matrix": MatrixAdapter()}
LANES = {"live": ()}
