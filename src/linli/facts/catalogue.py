"""Every module of facts, so that importing this one makes every kind known."""

from linli.facts import communities, gateway, growth, members, messages, moderation, playbooks

MODULES = (communities, gateway, growth, members, messages, moderation, playbooks)
