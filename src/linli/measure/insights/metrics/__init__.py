"""Every figure Linli shows about a community, a module per subject, computed from `insights.activity`."""
