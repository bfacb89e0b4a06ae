"""What playbooks, rules and buttons can do about coming in."""
