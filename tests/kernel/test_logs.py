"""Log lines tell where something broke, and nothing a person wrote."""

import logging

import pytest
from django.db import connection
from django.db.utils import Error

from linli.kernel import logs

NAME, WORDS = "张三的生日", "悄悄话"


def logged(error):
    record = logging.LogRecord(
        "linli", 40, __file__, 1, "It broke", (), (type(error), error, error.__traceback__)
    )
    return logs.WithoutWords("%(levelname)s %(message)s").format(record)


def test_the_words_of_an_exception_stay_out_and_the_place_stays_in():
    try:
        try:
            int(NAME)
        except ValueError as inner:
            raise KeyError(WORDS) from inner
    except KeyError as error:
        text = logged(error)

    assert NAME not in text
    assert WORDS not in text
    assert "builtins.KeyError" in text
    assert "builtins.ValueError" in text
    assert "test_logs.py" in text


@pytest.mark.django_db
def test_a_row_the_database_refuses_is_not_quoted():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::date", [NAME])
    except Error as error:
        text = logged(error)

    assert NAME not in text
    assert "22007" in text
