"""Reads about types, the matrix, figures, moves, places: everything beyond `queries.py`."""
