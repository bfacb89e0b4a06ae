"""Rows that a face takes from a query and hands to an action, by name only: it never reads tables itself."""

from linli.people.team.models import Job, Meeting, Summary

JobRow = Job
MeetingRow = Meeting
SummaryRow = Summary
