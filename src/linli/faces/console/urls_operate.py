"""Addresses of the pages for running a community: channels, playbooks, outbox, points, insights and more."""

from django.urls import URLPattern, URLResolver, path

from linli.faces.console.views import channels, importing, jobs, outbox, parked, room_links, tasks

urlpatterns: list[URLPattern | URLResolver] = [
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/<int:task_id>/", tasks.task, name="task"),
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
    path("parked/", parked.parked, name="parked"),
    path("parked/retry/", parked.parked_retry, name="parked-retry"),
    path("parked/<int:parked_id>/", parked.parked_event, name="parked-event"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/<int:run_id>/stop/", jobs.job_stop, name="job-stop"),
]
