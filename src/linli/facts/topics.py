"""What happens in the room "topics"."""
