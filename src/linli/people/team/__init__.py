"""Who of the team answers for what, and how much each of them carries."""
