"""Looking a community over for the pitfalls that many fall into."""
