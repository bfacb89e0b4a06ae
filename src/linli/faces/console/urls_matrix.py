"""Addresses of the pages of the matrix of communities, their types and places, and the home of one."""

from django.urls import URLPattern, URLResolver, path

from linli.faces.console.views import (
    community_growing,
    community_home,
    community_types,
    handovers,
    matrix,
    venues,
)

_ONE = "communities/<int:community_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("matrix/", matrix.matrix, name="matrix"),
    path("matrix/paths/new/", matrix.edge_new, name="matrix-edge-new"),
    path("matrix/paths/<int:edge_id>/", matrix.edge, name="matrix-edge"),
    path("matrix/paths/<int:edge_id>/remove/", matrix.edge_remove, name="matrix-edge-remove"),
    path("matrix/paths/<int:edge_id>/invite/", handovers.invite, name="matrix-invite"),
    path("matrix/carriers/new/", matrix.carrier_new, name="matrix-carrier-new"),
    path("matrix/carriers/<int:carrier_id>/remove/", matrix.carrier_remove, name="matrix-carrier-remove"),
    path("matrix/types/", community_types.types, name="matrix-types"),
    path("matrix/types/new/", community_types.type_edit, name="matrix-type-new"),
    path("matrix/types/<str:code>/", community_types.type_edit, name="matrix-type"),
    path("matrix/types/<str:code>/reset/", community_types.type_reset, name="matrix-type-reset"),
    path("matrix/platforms/", venues.platforms, name="matrix-platforms"),
    path("matrix/apart/", venues.separations, name="matrix-apart"),
    path("matrix/apart/<int:separation_id>/end/", venues.separation_end, name="matrix-apart-end"),
    path("matrix/venues/", venues.venues, name="matrix-venues"),
    path("matrix/venues/new/", venues.venue_edit, name="matrix-venue-new"),
    path("matrix/venues/<int:venue_id>/", venues.venue_edit, name="matrix-venue"),
    path("matrix/venues/<int:venue_id>/visits/", venues.venue_visits, name="matrix-venue-visits"),
    path(f"{_ONE}identity/", community_home.identity, name="community-identity"),
    path(f"{_ONE}run/", community_home.policy, name="community-policy"),
    path(f"{_ONE}brand/", community_home.brand, name="community-brand"),
    path(f"{_ONE}logo/", community_home.logo, name="community-logo"),
    path(f"{_ONE}tick/", community_home.tick, name="community-tick"),
    path(f"{_ONE}extend/", community_home.extend, name="community-extend"),
    path(f"{_ONE}close/", community_home.close, name="community-close"),
    path(f"{_ONE}grow/", community_growing.grow, name="community-grow"),
    path(f"{_ONE}clone/", community_growing.clone, name="community-clone"),
    path(f"{_ONE}pilot/", community_growing.pilot, name="community-pilot"),
    path(f"{_ONE}split/", community_growing.split, name="community-split"),
    path(f"{_ONE}chapter/", community_growing.chapter, name="community-chapter"),
    path(f"{_ONE}moves/", handovers.handovers, name="community-handovers"),
    path(f"{_ONE}transfer/", handovers.transfer, name="community-transfer"),
    path("moves/<int:handover_id>/answer/", handovers.answer, name="community-handover-answer"),
]
