"""The pages that `make shots` visits. A new page gets a line here."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ShotPage:
    """A page by its path; or, when that holds an id, by the first link `follow` (CSS) on the page `start`.

    `pictures` are the (language, width) pairs that documents show.
    """

    name: str
    path: str | None = None
    start: str = ""
    follow: str = ""
    needs_login: bool = True
    status: int = 200
    pictures: tuple[tuple[str, int], ...] = ()


PAGES: tuple[ShotPage, ...] = (
    ShotPage("components", "/console/_/components/", needs_login=False),
    ShotPage("example-today", "/console/_/components/today/", needs_login=False),
    ShotPage("example-home", "/console/_/components/home/", needs_login=False),
    ShotPage("example-ranking", "/console/_/components/ranking/", needs_login=False),
    ShotPage("example-login", "/console/_/components/login/", needs_login=False),
    ShotPage("missing", "/no-such-page/", needs_login=False, status=404),
)
