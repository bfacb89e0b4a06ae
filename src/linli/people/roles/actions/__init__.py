"""What changes roles and who plays them."""
