"""House rules that no linter knows."""

import ast
import re
from pathlib import Path

SOURCES = sorted(Path("src/linli").rglob("*.py"))
WRITTEN = [path for path in SOURCES if "migrations" not in path.parts]
TREES = {path: ast.parse(path.read_text()) for path in WRITTEN}
FORBIDDEN_NAMES = {"utils.py", "helpers.py", "common.py", "services.py", "managers.py"}
FULL_PACKAGES = {"linli", "settings"}  # the version, and Django's settings


def test_no_file_is_longer_than_400_lines():
    assert [str(path) for path in WRITTEN if len(path.read_text().splitlines()) > 400] == []


def test_no_file_has_a_name_that_says_nothing():
    assert [str(path) for path in SOURCES if path.name in FORBIDDEN_NAMES] == []


def test_a_package_holds_its_docstring_only():
    packages = [
        path for path in WRITTEN if path.name == "__init__.py" and path.parent.name not in FULL_PACKAGES
    ]

    full = [path for path in packages if [type(node) for node in TREES[path].body] not in ([], [ast.Expr])]

    assert [str(path) for path in full] == []


def test_every_module_says_what_it_owns():
    silent = [path for path, tree in TREES.items() if tree.body and not ast.get_docstring(tree)]

    assert [str(path) for path in silent] == []


def test_models_are_never_found_by_name():
    found = [str(path) for path in WRITTEN if re.search(r"apps\.get_model\(", path.read_text())]

    assert found == []


def test_no_function_is_longer_than_forty_lines():
    """Docstrings apart. The gallery's functions are invented data, not logic."""
    long = [
        f"{path}:{node.lineno} {node.name}"
        for path, tree in TREES.items()
        if "gallery" not in path.parts
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _lines(node) > 45
    ]

    assert long == []


def _lines(node):
    doc = ast.get_docstring(node, clean=False)
    return node.end_lineno - node.lineno + 1 - (len(doc.splitlines()) if doc else 0)
