"""What happens in the room "library"."""
