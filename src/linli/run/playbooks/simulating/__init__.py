"""What a playbook would do: the engine once more in memory, and the past played through it."""
