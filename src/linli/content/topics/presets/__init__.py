"""The topics Linli brings along."""
