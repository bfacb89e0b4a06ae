"""Who the members are."""
