"""What happens in the room "activities"."""
