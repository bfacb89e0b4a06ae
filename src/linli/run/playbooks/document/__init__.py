"""The playbook as people write it: read strictly, checked whole, kept as frozen values."""
