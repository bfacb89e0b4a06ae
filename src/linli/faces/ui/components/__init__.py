"""One file a component; `templatetags/ui.py` offers them all as `{% load ui %}`."""
