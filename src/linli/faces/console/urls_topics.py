"""Addresses of the pages of topics, discussions and rhythm."""

from django.urls import URLPattern, URLResolver, path

from linli.faces.console.views import discussions, rhythm, topics

urlpatterns: list[URLPattern | URLResolver] = [
    path("topics/", topics.topics, name="topics"),
    path("topics/talk/", topics.topics_talk, name="topics-talk"),
    path("topics/take-in/", topics.topics_take_in, name="topics-take-in"),
    path("topics/new/", topics.topic_new, name="topic-new"),
    path("topics/<int:topic_id>/", topics.topic, name="topic"),
    path("topics/rhythm/", rhythm.rhythm, name="rhythm"),
    path("topics/discussions/", discussions.discussions, name="discussions"),
    path("topics/discussions/new/", discussions.discussion_new, name="discussion-new"),
    path("topics/discussions/<int:session_id>/", discussions.discussion, name="discussion"),
]
