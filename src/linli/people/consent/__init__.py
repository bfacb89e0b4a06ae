"""What members agreed to, and who looked."""
