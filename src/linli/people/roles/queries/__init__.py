"""What can be read about roles and who plays them."""
