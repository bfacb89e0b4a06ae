"""What the room decides: pure functions, no database, no clock."""
