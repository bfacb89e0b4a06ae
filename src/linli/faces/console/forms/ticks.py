"""Several choices as a list of boxes to tick."""

from django import forms


class Ticks(forms.CheckboxSelectMultiple):
    """As Django's, with the class of a box on the boxes alone and not on what holds them."""

    template_name = "console/parts/ticks.html"
