"""What happens in the room "library"."""

from linli.facts.fact import Fact


class TemplateChanged(Fact, kind="template.changed"):
    """A message template has a new version, or its state changed: "draft", "approved" or "retired"."""

    template: int
    version: int
    state: str
