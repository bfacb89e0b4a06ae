"""Whoever keeps rows about a person says so, or a merge, an erasure or an export would forget them."""

import pytest
from django.apps import apps
from django.db import models

from linli.people.members import holdings

ABOUT_SOMEBODY_ELSE = {
    "gateway",
    "room",
    "growth",
    "moderation",
    "playbooks",
    "insights",
}  # by their reactions
OF_THE_ROOM_ITSELF = {"members"}  # merging and erasing name these tables one by one


def columns_about_people():
    for model in apps.get_models():
        if model._meta.app_label in ABOUT_SOMEBODY_ELSE | OF_THE_ROOM_ITSELF:
            continue
        if not model.__module__.startswith("linli."):
            continue
        for field in model._meta.concrete_fields:
            names_a_member = field.column == "member_id" or field.column.endswith("_member_id")
            if names_a_member and isinstance(field, models.BigIntegerField | models.ForeignKey):
                yield model._meta.db_table, field.column


def test_every_column_about_a_person_is_declared():
    declared = {(one.table, one.column) for one in holdings.registered()}

    assert sorted(set(columns_about_people()) - declared) == []


def test_what_is_declared_exists():
    known = {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
    }
    for one in holdings.registered():
        for column in (one.column, *one.unique, *(one.erase or ()), *one.hidden):
            assert (one.table, column) in known


def test_declaring_a_table_twice_in_two_ways_is_a_mistake():
    known = holdings.registered()[0]

    with pytest.raises(ValueError, match="declared twice"):
        holdings.register(holdings.Holding(known.table, known.column, section="other"))
