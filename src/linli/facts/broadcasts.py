"""What happens in the room "broadcasts"."""
