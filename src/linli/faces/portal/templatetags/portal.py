"""Words of the portal for templates."""

from django.template import Library

from linli.faces.portal import standing
from linli.run.growth.queries.ledger import HistoryLine

register = Library()


@register.filter
def reason_words(line: HistoryLine) -> str:
    """Why points moved."""
    return standing.reason_words(line)
