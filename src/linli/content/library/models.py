"""What there is to say: message templates with every version they had."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from linli.content.library.rules import templates
from linli.kernel.orgs.scope import TenantModel


class Template(TenantModel):
    """A message template. `number` is its newest version, `approved_number` the one that playbooks send.

    `state` is where the newest version stands; a draft may have an approved version that is still in use.
    """

    code = models.CharField(max_length=templates.MAX_CODE)
    name = models.CharField(max_length=templates.MAX_NAME)
    scene = models.CharField(max_length=12, choices=[(one.value, one.value) for one in templates.Scene])
    state = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in templates.TemplateState]
    )
    number = models.IntegerField(default=1)
    approved_number = models.IntegerField(null=True)
    is_preset = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["org", "code"], name="template_code"),
            models.CheckConstraint(
                condition=Q(approved_number=None) | Q(approved_number__lte=models.F("number")),
                name="template_approved_exists",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["org", "scene", "code"], name="templates_by_scene")]

    def __str__(self) -> str:
        return self.code


class TemplateVersion(TenantModel):
    """The words of a template at a time; never changed. `texts` by language, `parts` as in a message."""

    template = models.ForeignKey(Template, on_delete=models.CASCADE, related_name="versions")
    number = models.IntegerField()
    texts = models.JSONField()
    parts = models.JSONField(default=list)
    variables = ArrayField(models.TextField(), default=list)
    note = models.CharField(max_length=templates.MAX_NOTE, blank=True, default="")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["template", "number"], name="template_version")
        ]

    def __str__(self) -> str:
        return f"{self.template_id} version {self.number}"
