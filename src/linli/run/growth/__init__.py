"""Points, check-ins and ranks."""
