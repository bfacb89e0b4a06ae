"""From the text of a playbook to its frozen values."""

from linli.run.playbooks.document import building, keys, loading, yaml_tree
from linli.run.playbooks.document.problems import CannotPublish, Notes
from linli.run.playbooks.document.shapes import Playbook


def parse(source: str) -> tuple[Playbook, Notes]:
    """The playbook, and notes with every problem of its shape; usable only when there are none.

    CannotPublish when the text is not even YAML, or no mapping.
    """
    tree, notes = tree_of(source)
    return building.build(tree, notes), notes


def tree_of(source: str) -> tuple[loading.Tree, Notes]:
    """The document as plain named values, and notes with every problem of its form."""
    notes = Notes()
    tree = loading.load(yaml_tree.read(source), keys.DOCUMENT, notes)
    if notes.problems and not notes.places.keys() & keys.DOCUMENT.keys.keys():
        raise CannotPublish(notes.problems)
    return tree, notes
