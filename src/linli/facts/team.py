"""What happens in the room "team"."""
