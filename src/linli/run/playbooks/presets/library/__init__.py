"""Ready-made playbooks, each in Chinese and English; `queries/presets.py` reads them."""
