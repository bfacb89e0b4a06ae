"""When and how often a community may be written to: quiet hours, caps and the breaker, as one document."""
