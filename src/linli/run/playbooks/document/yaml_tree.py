"""YAML as it may be written here: no tags, no anchors, no repeated keys; every value knows its line."""

import yaml
from django.utils.translation import gettext as _

from linli.run.playbooks.document.problems import CannotPublish, Problem

LONGEST_BYTES = 64 * 1024
ROOT = "document"


def read(source: str) -> yaml.Node:
    """The tree of the one document in a text, or CannotPublish."""
    if len(source.encode(errors="surrogatepass")) > LONGEST_BYTES:
        raise _refusal(1, _("The document is larger than {most} KB.").format(most=LONGEST_BYTES // 1024))
    try:
        tree = yaml.compose(source, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise _refusal(line, _unreadable(error.problem), column) from None
    except RecursionError:
        raise _refusal(1, _("The document is nested too deeply.")) from None
    except (yaml.YAMLError, ValueError):
        raise _refusal(1, _("The text has characters that YAML does not allow.")) from None
    if tree is None:
        raise _refusal(1, _("The document is empty."))
    return tree


class _Loader(yaml.SafeLoader):
    """Refuses anchors, aliases and tags where they stand."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]  # not in the stubs
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise yaml.MarkedYAMLError(problem=_ANCHOR, problem_mark=event.start_mark)
        if getattr(event, "tag", None):
            raise yaml.MarkedYAMLError(problem=_TAG, problem_mark=event.start_mark)
        return super().compose_node(parent, index)


_ANCHOR, _TAG = "anchor", "tag"


def _unreadable(problem: str | None) -> str:
    if problem == _ANCHOR:
        return _("Anchors and aliases (& and *) are not allowed; write the value out.")
    if problem == _TAG:
        return _("Tags (!) are not allowed; leave it out.")
    return _("This is not YAML: {reason}.").format(reason=problem or _("it breaks off"))


def _refusal(line: int, sentence: str, column: int = 1) -> CannotPublish:
    return CannotPublish([Problem(line, ROOT, sentence, column)])
