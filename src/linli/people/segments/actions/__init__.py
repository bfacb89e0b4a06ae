"""Actions of segments."""
