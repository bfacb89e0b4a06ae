"""Rows that a face takes from a query and hands on, by name only: it never reads tables itself."""

from linli.people.tasks.models import Task, TaskStep

TaskRecord = Task
StepRecord = TaskStep
