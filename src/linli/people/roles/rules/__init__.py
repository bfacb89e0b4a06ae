"""Decisions about roles, experts, forecasts and hours: plain functions."""
