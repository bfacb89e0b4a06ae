"""Front-end files are collected once, and again when one has changed."""

from linli.faces.cli import collected


def test_files_are_collected_only_when_they_changed(tmp_path, settings):
    source = tmp_path / "source"
    source.mkdir()
    (source / "page.css").write_text("one")
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.HOME = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"

    assert collected.collect_if_changed()
    assert not collected.collect_if_changed()
    (source / "page.css").write_text("changed")
    assert collected.collect_if_changed()

    assert (tmp_path / "static" / "page.css").read_text() == "changed"
