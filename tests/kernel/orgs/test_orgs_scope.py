"""Tenant scope: outside of one nothing is seen, inside one nothing of others."""

import pytest
from django.apps import apps
from django.core.management import call_command

from linli.kernel.orgs import scope
from linli.kernel.orgs.scope import TenantModel
from tests import cast as people

TENANT_MODELS = [model for model in apps.get_models() if issubclass(model, TenantModel)]


def test_there_are_tenant_tables_to_look_at():
    labels = {model._meta.label for model in TENANT_MODELS}

    assert {"orgs.Seat", "communities.Community", "members.Member", "gateway.Effect"} <= labels


@pytest.mark.parametrize("model", TENANT_MODELS, ids=lambda model: model._meta.label)
def test_a_query_outside_a_scope_raises(model):
    with pytest.raises(scope.OutsideScope, match=model.__name__):
        model.objects.count()
    with pytest.raises(scope.OutsideScope):
        model()


@pytest.mark.parametrize("model", TENANT_MODELS, ids=lambda model: model._meta.label)
def test_a_query_inside_a_scope_names_the_organisation(model):
    with scope.org(4711):
        where = str(model.objects.all().query)
        made = model()

    assert f'"{model._meta.db_table}"."org_id" = 4711' in where
    assert made.org_id == 4711


def test_zhou_sees_only_rows_of_the_own_organisation(db):
    made = people.build()

    with made.scope():
        filled = {model for model in TENANT_MODELS if model.objects.exists()}
    with made.scope_elsewhere():
        seen = {(model._meta.label, row.org_id) for model in TENANT_MODELS for row in model.objects.all()}

    assert {model._meta.label for model in filled} >= {
        "orgs.Seat",
        "orgs.AuditEntry",
        "communities.Community",
        "communities.Group",
        "gateway.Address",
        "gateway.Channel",
        "gateway.Identity",
        "members.Member",
        "members.Membership",
        "members.Nickname",
    }
    assert seen == {("orgs.Seat", made.elsewhere.id), ("orgs.AuditEntry", made.elsewhere.id)}


def test_scopes_nest_and_end():
    with scope.org(1):
        with scope.org(2):
            assert scope.org_id() == 2
        assert scope.org_id() == 1
    with pytest.raises(scope.OutsideScope):
        scope.org_id()


def test_everywhere_is_no_organisation():
    with scope.everywhere(), pytest.raises(scope.OutsideScope):
        scope.org_id()


@pytest.mark.parametrize("wrong", [0, -1])
def test_a_scope_needs_a_real_organisation(wrong):
    with pytest.raises(ValueError, match="positive"), scope.org(wrong):
        pass


def test_no_migration_is_missing(db):
    call_command("makemigrations", "orgs", "communities", "members", check=True, dry_run=True, verbosity=0)
