"""Who answers, mentions and greets whom."""
