"""Rows that a face takes from a query and hands to an action, by name only: it never reads tables itself."""

from linli.content.library.models import File, Item, Submission, Template

FileRow = File
ItemRow = Item
SubmissionRow = Submission
TemplateRow = Template
