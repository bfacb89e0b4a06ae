"""Addresses of the pages of the room "tasks"."""

from django.urls import URLPattern, URLResolver, path

from linli.faces.console.views import tasks_list, tasks_page

urlpatterns: list[URLPattern | URLResolver] = [
    path("tasks/", tasks_list.tasks, name="tasks"),
    path("tasks/board/", tasks_list.board, name="tasks-board"),
    path("tasks/give/", tasks_list.give, name="tasks-give"),
    path("tasks/<int:task_id>/", tasks_page.task, name="task"),
]
