"""What there is to say: items, templates, and what members made."""
