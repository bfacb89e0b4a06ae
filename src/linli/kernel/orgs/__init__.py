"""Organisations, staff, roles, tenant scope, the audit trail and API tokens."""
