import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

from linli.faces.ui import checks, vendor
from linli.faces.ui.finders import VendorFinder

REPOSITORY = Path(__file__).parents[3]


@pytest.fixture
def installed(settings, tmp_path):
    settings.ROOT = tmp_path
    settings.STATIC_ROOT = tmp_path / "collected"
    for source in vendor.FILES.values():
        file = tmp_path / "node_modules" / source
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(
            "a{color:inherit}\n/*# sourceMappingURL=absent.css.map */"
            if source.endswith("css")
            else "1;\n//# sourceMappingURL=absent.js.map"
        )
    (tmp_path / "node_modules" / "echarts" / "package.json").write_text("{}")
    return tmp_path


def test_listed_files_are_found_by_their_served_name(installed):
    found = VendorFinder().find("vendor/tabler/tabler.min.css")

    assert found == str(installed / "node_modules/@tabler/core/dist/css/tabler.min.css")


@pytest.mark.parametrize(
    "name",
    [
        "vendor/echarts/package.json",
        "echarts/package.json",
        "../package.json",
        "vendor/../node_modules/echarts/package.json",
    ],
)
def test_nothing_else_of_node_modules_is_served(installed, name):
    assert VendorFinder().find(name) == []
    assert name not in dict(VendorFinder().list(None))


def test_the_check_says_make_setup_when_files_are_missing(installed):
    (installed / "node_modules/sortablejs/Sortable.min.js").unlink()

    warnings = checks.front_end_files(None)

    assert [(warning.msg, warning.hint) for warning in warnings] == [
        ("1 front-end files are missing, the first is vendor/sortable/Sortable.min.js.", "Run make setup.")
    ]


def test_the_check_is_silent_when_all_is_there_or_was_collected(installed):
    assert checks.front_end_files(None) == []

    (installed / "node_modules/sortablejs/Sortable.min.js").unlink()
    (installed / "collected").mkdir()
    (installed / "collected" / "staticfiles.json").write_text("{}")

    assert checks.front_end_files(None) == []


def test_collecting_passes_over_source_maps_that_are_not_shipped(installed, settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "linli.faces.ui.storage.ManifestStorage"},
    }
    finders.get_finder.cache_clear()

    call_command("collectstatic", interactive=False, verbosity=0)

    sheets = [path.name for path in (installed / "collected/vendor/tabler").glob("tabler.min.*.css")]
    assert len(sheets) == 1
    assert (installed / "collected/staticfiles.json").is_file()


def test_the_lock_file_records_no_download_addresses():
    lock = json.loads((REPOSITORY / "package-lock.json").read_text())

    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
    assert all("integrity" in package for name, package in lock["packages"].items() if name)


def test_shots_explains_itself():
    done = subprocess.run(
        [sys.executable, "tools/shots.py", "--help"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )

    assert "--login EMAIL PASSWORD" in done.stdout
