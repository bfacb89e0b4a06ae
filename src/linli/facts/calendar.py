"""What happens in the room "calendar"."""
