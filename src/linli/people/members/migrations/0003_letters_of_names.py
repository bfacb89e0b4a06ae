"""Names are found by any part of them: an index of their letters and pairs of letters, in every script.

No extension of PostgreSQL is needed, and a Chinese name of two letters is found as well as a long one.
"""

from django.db import migrations

_GRAMS = """
CREATE FUNCTION members_grams(name text, size integer) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ARRAY(
  SELECT DISTINCT substr(lower(name), n, size) FROM generate_series(1, char_length(name) - size + 1) n
)
"""
# A short list of what is not yet sorted in: a search reads all of it.
_INDEX = """
CREATE INDEX members_by_letters ON members_member
USING gin ((members_grams(name, 1) || members_grams(name, 2))) WITH (gin_pending_list_limit = 512)
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0002_room_on_pages")]

    operations = [
        migrations.RunSQL(_GRAMS, "DROP FUNCTION members_grams(text, integer)"),
        migrations.RunSQL(_INDEX, "DROP INDEX members_by_letters"),
    ]
