"""Playbooks as spreadsheets, both ways without loss: Plan, Days and Nodes."""
