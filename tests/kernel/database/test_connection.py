"""The address of the database, from a home's path and from Django's settings."""

from psycopg.conninfo import conninfo_to_dict

from linli.kernel.database.connection import dsn_of
from linli.kernel.database.layout import default_dsn, layout_of
from linli.settings.database import configure


def test_the_own_database_keeps_its_address_through_the_settings(tmp_path):
    home = tmp_path / "a home"

    address = conninfo_to_dict(dsn_of(configure(default_dsn(home), home)))

    assert address == {"dbname": "linli", "user": "linli", "host": str(layout_of(home).socket_directory)}


def test_another_database_keeps_password_port_and_options(tmp_path):
    url = "postgresql://su:p%40ss@db.example.org:6432/club?sslmode=require"

    address = conninfo_to_dict(dsn_of(configure(url, tmp_path)))

    assert address == {
        "dbname": "club",
        "user": "su",
        "password": "p@ss",
        "host": "db.example.org",
        "port": "6432",
        "sslmode": "require",
    }


def test_two_homes_never_share_a_cluster_name_or_a_socket(tmp_path):
    one, other = layout_of(tmp_path / "one"), layout_of(tmp_path / "other")

    assert one.cluster != other.cluster
    assert one.socket_directory != other.socket_directory
