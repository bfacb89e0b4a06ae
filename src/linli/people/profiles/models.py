"""Fields, what members answered, what was made of the answers, and files of them that come in."""

from typing import ClassVar

from django.db import models

from linli.kernel.orgs.scope import TenantModel
from linli.people.profiles.rules.kinds import Kind
from linli.people.profiles.rules.naming import GROUPS, SEEN_BY


def _choices(codes: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(code, code) for code in codes]


class Field(TenantModel):
    """Something to know about a member. Never deleted: an archived field is asked and shown no more.

    community_id       None: in every community
    name, purpose      as staff wrote them; the `_en` ones are shown in English where they are given
    choices            [{"code", "name", "name_en"}] in their order
    seen_by            member: other members, too, where the person shows them; staff: whoever sees members;
                       personal: only who may see personal data
    is_asked           stands in the information template; others are filled by staff, files and playbooks
    stale_after_days   how long an answer holds; None: for ever
    tells_apart        two people with one answer are likely one person (a membership number)
    """

    community_id = models.BigIntegerField(null=True)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60, blank=True, default="")
    purpose = models.CharField(max_length=200, blank=True, default="")
    purpose_en = models.CharField(max_length=200, blank=True, default="")
    group = models.CharField(max_length=20, choices=_choices(GROUPS), default="other")
    kind = models.CharField(max_length=12, choices=_choices(tuple(one.value for one in Kind)))
    choices = models.JSONField(default=list)
    is_required = models.BooleanField(default=False)
    is_asked = models.BooleanField(default=True)
    is_sensitive = models.BooleanField(default=False)
    tells_apart = models.BooleanField(default=False)
    seen_by = models.CharField(max_length=10, choices=_choices(SEEN_BY), default="staff")
    stale_after_days = models.IntegerField(null=True)
    position = models.IntegerField(default=0)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["org", "code"], name="profile_field_code")]

    def __str__(self) -> str:
        return self.name


class Answer(TenantModel):
    """What holds for a member and a field now: one row each.

    value         as `rules.kinds.clean` gives it; choices are codes
    source        "member", "staff:3", "import:5", "platform", "run:12"
    answered_at   since when the value is this one; `confirmed_at`: when it was last said
    doubt         a code of `rules.quality.doubt`, or ""
    key           the value again where it tells people apart, to find them by
    """

    member_id = models.BigIntegerField()
    field = models.ForeignKey(
        Field, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )  # checked a million times in an import otherwise; fields are never deleted
    value = models.TextField()
    number = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    source = models.CharField(max_length=80)
    answered_at = models.DateTimeField()
    confirmed_at = models.DateTimeField()
    doubt = models.CharField(max_length=10, blank=True, default="")
    key = models.CharField(max_length=200, null=True)  # noqa: DJ001  (null: not in the index)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member_id", "field"], name="profile_answer_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["field", "member_id"], name="profile_answers_of_field"),
            models.Index(
                fields=["field", "key"],
                condition=models.Q(key__isnull=False),
                name="profile_answers_telling",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field_id} of {self.member_id}"


class FormerAnswer(TenantModel):
    """An answer that was replaced or taken back, and when."""

    member_id = models.BigIntegerField()
    field = models.ForeignKey(
        Field, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )  # checked a million times in an import otherwise; fields are never deleted
    value = models.TextField()
    source = models.CharField(max_length=80)
    answered_at = models.DateTimeField()
    replaced_at = models.DateTimeField()
    replaced_by = models.CharField(max_length=80)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["member_id", "field"], name="profile_answers_before")]

    def __str__(self) -> str:
        return f"{self.field_id} of {self.member_id} until {self.replaced_at}"


class Asking(TenantModel):
    """A member was asked for the template of a community. `screen` is the first they have not sent yet."""

    member_id = models.BigIntegerField()
    community_id = models.BigIntegerField()
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=80)
    screen = models.IntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member_id", "community_id"], name="profile_asked_once")
        ]
        indexes: ClassVar = [models.Index(fields=["community_id"], name="profiles_asked_in")]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.community_id}"


class Listing(TenantModel):
    """A member lets other members of a community find what they share and supply."""

    member_id = models.BigIntegerField()
    community_id = models.BigIntegerField()
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member_id", "community_id"], name="profile_listed_once")
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.community_id}"


class FieldUse(TenantModel):
    """What the answers to a field were used for on a day, and how often.

    purpose   segment, export, playbook, page, match
    about     which one ("segment:3"); never a person
    """

    field = models.ForeignKey(Field, on_delete=models.CASCADE, related_name="+", db_index=False)
    purpose = models.CharField(max_length=20)
    about = models.CharField(max_length=80, blank=True, default="")
    day = models.DateField()
    times = models.IntegerField(default=1)
    last_at = models.DateTimeField()
    last_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["field", "purpose", "about", "day"], name="field_use_of_day")
        ]

    def __str__(self) -> str:
        return f"{self.field_id} for {self.purpose}"


class Persona(TenantModel):
    """Whom a community is for: the answers it hopes for, field by field ({code: [values]})."""

    community_id = models.BigIntegerField()
    name = models.CharField(max_length=60)
    wanted = models.JSONField(default=dict)
    speciality = models.CharField(max_length=40, blank=True, default="position")
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community_id"], name="persona_of_community")
        ]

    def __str__(self) -> str:
        return self.name


class DuplicatePair(TenantModel):
    """Two records that may be one person, and what a person said of it. Keyed by the records' own ids:
    merges do not move it. `reasons` are codes with their points, never what was compared.
    """

    one_member_id = models.BigIntegerField()
    other_member_id = models.BigIntegerField()
    score = models.IntegerField()
    reasons = models.JSONField(default=list)
    found_at = models.DateTimeField()
    refuted_at = models.DateTimeField(null=True)
    refuted_by = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["one_member_id", "other_member_id"], name="duplicate_pair_once"),
            models.CheckConstraint(
                condition=models.Q(one_member_id__lt=models.F("other_member_id")),
                name="duplicate_pair_ordered",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["org", "-score"], name="duplicate_pairs_by_score")]

    def __str__(self) -> str:
        return f"{self.one_member_id} and {self.other_member_id}"


class MemberImport(TenantModel):
    """A file of members: looked over, then applied. `position` rows are safely in.

    folder      where its file and its rows wait; "" once they are thrown away
    columns     [{"heading", "meaning"}] in the file's order; meaning "" is left out
    options     {"community", "creates", "overwrites", "reach"}
    counts      {fate: rows}
    """

    file_name = models.CharField(max_length=255)
    folder = models.CharField(max_length=255, blank=True, default="")
    state = models.CharField(max_length=10, default="checking")
    columns = models.JSONField(default=list)
    options = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    rows = models.IntegerField(default=0)
    position = models.IntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True, default="")
    by = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.file_name


class ImportRow(TenantModel):
    """The fate of one row of a file: codes and counts, never what the row says.

    `row` is the file's own number. `reason` is a code of `rules.fates`, `heading` the column it is about.
    """

    member_import = models.ForeignKey(
        MemberImport, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    row = models.IntegerField()
    member_id = models.BigIntegerField(null=True)
    fate = models.CharField(max_length=10)
    reason = models.CharField(max_length=20, blank=True, default="")
    heading = models.CharField(max_length=100, blank=True, default="")
    changes = models.IntegerField(default=0)
    conflicts = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member_import", "row"], name="import_row_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["member_import", "fate", "row"], name="import_rows_of_fate"),
            models.Index(
                fields=["member_id"],
                condition=models.Q(member_id__isnull=False),
                name="import_rows_of_member",
            ),
        ]

    def __str__(self) -> str:
        return f"row {self.row}: {self.fate}"


class MemberExport(TenantModel):
    """A table of members that somebody asked for; its file is thrown away after some days."""

    file_name = models.CharField(max_length=120)
    folder = models.CharField(max_length=255, blank=True, default="")
    state = models.CharField(max_length=10, default="writing")
    rows = models.IntegerField(default=0)
    by = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.file_name
