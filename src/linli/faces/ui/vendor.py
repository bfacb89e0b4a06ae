"""The allow-list of front-end files taken from node_modules, and where each is served."""

from pathlib import Path

from django.conf import settings

FILES: dict[str, str] = {
    "vendor/tabler/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "vendor/tabler/tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "vendor/echarts/echarts.min.js": "echarts/dist/echarts.min.js",
    "vendor/sortable/Sortable.min.js": "sortablejs/Sortable.min.js",
    "vendor/alpine/alpine-csp.min.js": "@alpinejs/csp/dist/cdn.min.js",
    "vendor/fullcalendar/fullcalendar.min.js": "fullcalendar/index.global.min.js",
    "vendor/fullcalendar/zh-cn.min.js": "@fullcalendar/core/locales/zh-cn.global.min.js",
    "vendor/tom-select/tom-select.complete.min.js": "tom-select/dist/js/tom-select.complete.min.js",
    "vendor/tom-select/tom-select.bootstrap5.min.css": "tom-select/dist/css/tom-select.bootstrap5.min.css",
}


def folder() -> Path:
    """The node_modules folder that `npm ci` fills, beside package.json."""
    return Path(settings.ROOT) / "node_modules"


def find(served: str) -> Path | None:
    """The file on disk for a served name, or None if it is not on the list or not installed."""
    source = FILES.get(served)
    if source is None:
        return None
    path = folder() / source
    return path if path.is_file() else None


def missing() -> list[str]:
    """Served names whose file is not installed, in the order of the list."""
    return [served for served in FILES if find(served) is None]


def collected() -> bool:
    """Whether the static files were gathered already, as in a wheel or an image without node_modules."""
    return (Path(settings.STATIC_ROOT) / "staticfiles.json").is_file()
