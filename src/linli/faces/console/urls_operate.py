"""Addresses of the pages for running a community: channels, playbooks, outbox, points, insights and more."""

from django.urls import URLPattern, URLResolver, path

from linli.faces.console.views import (
    channels,
    importing,
    jobs,
    moderation,
    outbox,
    parked,
    playbook_editor,
    playbooks,
    room_links,
    rule_sets,
    tasks,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/<int:task_id>/", tasks.task, name="task"),
    path("playbooks/", playbooks.playbooks, name="playbooks"),
    path("playbooks/new/", playbook_editor.playbook_new, name="playbook-new"),
    path("playbooks/<int:playbook_id>/", playbooks.playbook, name="playbook"),
    path("playbooks/<int:playbook_id>/edit/", playbook_editor.playbook_edit, name="playbook-edit"),
    path("playbooks/<int:playbook_id>/turn/", playbooks.playbook_turn, name="playbook-turn"),
    path("runs/<int:run_id>/", playbooks.run, name="run"),
    path("runs/<int:run_id>/stop/", playbooks.run_stop, name="run-stop"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/act/", outbox.outbox_act, name="outbox-act"),
    path("outbox/sender/", outbox.outbox_sender, name="outbox-sender"),
    path("channels/", channels.channels, name="channels"),
    path("channels/connect/", channels.channel_connect, name="channel-connect"),
    path("channels/room/", room_links.room_open, name="room-open"),
    path("channels/import/", importing.importing, name="import"),
    path("channels/import/<int:import_id>/", importing.import_report, name="import-report"),
    path("channels/<int:channel_id>/", channels.channel, name="channel"),
    path("channels/<int:channel_id>/doctor/", channels.channel_doctor, name="channel-doctor"),
    path(
        "channels/<int:channel_id>/registration/", channels.channel_registration, name="channel-registration"
    ),
    path("channels/<int:channel_id>/turn/", channels.channel_turn, name="channel-turn"),
    path("channels/<int:channel_id>/groups/", room_links.room_group, name="room-group"),
    path("channels/groups/<int:group_id>/links/", room_links.room_link, name="room-link"),
    path("channels/links/<int:link_id>/end/", room_links.room_link_end, name="room-link-end"),
    path("moderation/", moderation.moderation, name="moderation"),
    path("moderation/cases/<int:case_id>/", moderation.moderation_case, name="moderation-case"),
    path("moderation/rules/", rule_sets.rule_sets, name="moderation-rules"),
    path("moderation/rules/<int:rule_set_id>/", rule_sets.rule_set, name="moderation-rule-set"),
    path("moderation/rules/<int:rule_set_id>/mode/", rule_sets.rule_set_mode, name="moderation-mode"),
    path("moderation/lists/<int:list_id>/", rule_sets.word_list, name="moderation-list"),
    path("parked/", parked.parked, name="parked"),
    path("parked/retry/", parked.parked_retry, name="parked-retry"),
    path("parked/<int:parked_id>/", parked.parked_event, name="parked-event"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/<int:run_id>/stop/", jobs.job_stop, name="job-stop"),
]
