"""What the audit trail is narrowed to."""

from django import forms


class Filter(forms.Form):
    """Who, what, on what, from which day to which. What cannot be understood is left out, not refused."""

    who = forms.RegexField(r"^(staff|token|member|run):\d+$|^system$", required=False)
    action = forms.RegexField(r"^[a-z_.]+$", required=False, max_length=80)
    subject = forms.RegexField(r"^[a-z_]+:\d*$", required=False, max_length=120)
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)
    before = forms.IntegerField(required=False, min_value=1)
