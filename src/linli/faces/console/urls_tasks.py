"""Addresses of the pages of the room "tasks"."""

from django.urls import URLPattern, URLResolver, path

from linli.faces.console.views import tasks_list, tasks_page

urlpatterns: list[URLPattern | URLResolver] = [
    path("inbox/", tasks_list.tasks, name="inbox"),
    path("inbox/board/", tasks_list.board, name="inbox-board"),
    path("inbox/give/", tasks_list.give, name="inbox-give"),
    path("inbox/<int:task_id>/", tasks_page.task, name="inbox-task"),
]
