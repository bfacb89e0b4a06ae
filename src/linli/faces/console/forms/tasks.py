"""What the task list shows."""

from django import forms

from linli.people.tasks.rules.states import About


class Filter(forms.Form):
    """What the list shows."""

    q = forms.CharField(required=False, max_length=60)
    about = forms.ChoiceField(required=False, choices=[("", ""), *((one.value, one.value) for one in About)])
    late = forms.BooleanField(required=False)
