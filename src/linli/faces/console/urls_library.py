"""Addresses of the pages of the room "library"."""

from django.urls import URLPattern, URLResolver, path

from linli.faces.console.views import (
    library,
    library_item,
    library_out,
    library_rules,
    library_shares,
    library_templates,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("library/", library.library, name="library"),
    path("library/new/", library_item.item_new, name="library-new"),
    path("library/<int:item_id>/", library_item.item, name="library-item"),
    path("library/<int:item_id>/act/", library_item.item_act, name="library-act"),
    path("library/<int:item_id>/review/", library_item.review, name="library-review"),
    path("library/<int:item_id>/outlet/", library_out.outlet, name="library-outlet"),
    path("library/<int:item_id>/topic/", library_out.topic, name="library-topic"),
    path("library/<int:item_id>/wish/", library_item.wish, name="library-wish"),
    path("library/digest/", library.digest, name="library-digest"),
    path("library/templates/", library_templates.templates, name="library-templates"),
    path("library/templates/new/", library_templates.template_new, name="library-template-new"),
    path("library/templates/adopt/", library_templates.templates_adopt, name="library-templates-adopt"),
    path("library/templates/<slug:code>/", library_templates.template, name="library-template"),
    path("library/templates/<slug:code>/act/", library_templates.template_act, name="library-template-act"),
    path("library/members/", library_shares.shares, name="library-shares"),
    path("library/members/keep/", library_shares.keep, name="library-keep"),
    path("library/members/<int:share_id>/", library_shares.share, name="library-share"),
    path("library/members/<int:share_id>/act/", library_shares.share_act, name="library-share-act"),
    path("library/balance/", library_rules.balance, name="library-balance"),
    path("library/strategy/<int:community_id>/", library_rules.strategy, name="library-strategy"),
    path("library/rules/", library_rules.policy, name="library-policy"),
]
