"""Linli 邻里: community operations that run in the groups your members already use."""

__version__ = "0.1.0"
