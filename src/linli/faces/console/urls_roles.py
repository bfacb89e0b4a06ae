"""Addresses of the pages about roles, experts, seeds, fans, and whom to ask."""

from django.urls import URLPattern, path

from linli.faces.console.views import (
    fans,
    guide,
    kol,
    roles,
    roles_candidates,
    roles_events,
    roles_person,
    roles_seeds,
)

urlpatterns: list[URLPattern] = [
    path("roles/", roles.roles, name="roles"),
    path("roles/wording/<str:code>/", roles.role_type, name="role-type"),
    path("roles/wording/<str:code>/restore/", roles.role_type_restore, name="role-type-restore"),
    path("roles/people/<int:assignment_id>/", roles_person.role_person, name="role-person"),
    path("roles/candidates/", roles_candidates.candidate_list, name="role-candidates"),
    path("roles/experts/", kol.board, name="role-kol"),
    path("roles/experts/<int:expert_id>/", kol.expert, name="role-expert"),
    path("roles/seeds/", roles_seeds.seed_list, name="role-seeds"),
    path("roles/seeds/<int:seed_id>/", roles_seeds.seed, name="role-seed"),
    path("roles/fans/", fans.fan_list, name="role-fans"),
    path("roles/goals/", roles_events.joint_events, name="role-events"),
    path("roles/guide/", guide.guide, name="role-guide"),
    path("roles/guide/<int:desk_id>/", guide.guide_desk, name="role-desk"),
]
