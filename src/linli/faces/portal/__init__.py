"""The members' phone pages."""
