"""What to talk about: topics, sessions, and the rhythm of a community's talk."""
