"""Everything Linli means to do on a platform: planned, checked, sent as often as allowed, explained."""
