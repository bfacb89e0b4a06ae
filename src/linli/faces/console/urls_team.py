"""Addresses of the pages about the team: jobs, responsibility, workload, meetings, weekly summaries."""

from django.urls import URLPattern, URLResolver, path

from linli.faces.console.views import team, team_meetings, team_summary, team_work

urlpatterns: list[URLPattern | URLResolver] = [
    path("team/", team.jobs, name="team"),
    path("team/jobs/new/", team.job, name="team-job-new"),
    path("team/jobs/<int:job_id>/", team.job, name="team-job"),
    path("team/matrix/", team_work.matrix, name="team-matrix"),
    path("team/workload/", team_work.workload, name="team-workload"),
    path("team/meetings/", team_meetings.meetings, name="team-meetings"),
    path("team/meetings/<int:meeting_id>/", team_meetings.meeting, name="team-meeting"),
    path("team/summaries/", team_summary.summaries, name="team-summaries"),
    path("team/summaries/week/", team_summary.week, name="team-week"),
    path("team/summaries/<int:summary_id>/text/", team_summary.markdown, name="team-summary-text"),
]
