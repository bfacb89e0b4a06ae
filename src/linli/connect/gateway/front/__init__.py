"""The one port of an installation: live streams and webhooks answered here, pages by the web process."""
