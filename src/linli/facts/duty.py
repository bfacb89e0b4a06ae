"""What happens in the room "duty"."""
