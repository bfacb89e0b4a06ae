"""A playbook engine of a few lines, without a database: what the real one has to agree with."""

from collections import Counter
from datetime import timedelta

HOUR = timedelta(hours=1)


class Reference:
    """One member's run over steps written as tuples (see `test_playbooks_walks`)."""

    def __init__(self, steps):
        self.steps = steps
        self.place = None
        self.wakes = None
        self.end = ""
        self.visits = Counter()
        self.outcomes = {}
        self.path, self.posts, self.awards = [], [], {}

    def join(self, at):
        if not self.path and not self.end:
            self._go(0, at)

    def leave(self):
        if self.place is not None and not self.end:
            self._finish("left")

    def wake(self, at):
        if self.wakes is not None and self.wakes <= at:
            self.outcomes[self.place] = "timeout" if self.steps[self.place][0] == "listen" else "over"
            self._go(self.place + 1, at)

    def say(self, length, at):
        if self.wakes is None or self.steps[self.place][0] != "listen":
            return
        _listen, _hours, least, go = self.steps[self.place]
        if length >= least:
            self.outcomes[self.place] = "message.posted"
            self._go(go, at)

    def _finish(self, outcome):
        self.end, self.wakes = outcome, None

    def _go(self, place, at):
        self.wakes = None
        while self.wakes is None and not self.end:
            if place == len(self.steps):
                self._finish("done")
            elif self.visits[place] == 20:
                self._finish("too_many_visits")
            else:
                self.place = place
                self.visits[place] += 1
                self.path.append(place)
                place = self._step(place, at)

    def _step(self, place, at):
        match self.steps[place]:
            case ("post",):
                self.posts.append(place)
            case ("award", points):
                self.awards.setdefault(place, points)
            case ("wait", hours) | ("listen", hours, _, _):
                self.wakes = at + hours * HOUR
            case ("branch", points, go) if sum(self.awards.values()) >= points:
                return go
            case ("heard", other, go) if self.outcomes.get(other) == "message.posted":
                return go
        return place + 1

    def seen(self):
        return {
            "path": self.path,
            "posts": self.posts,
            "awards": list(self.awards.values()),
            "end": self.end,
            "wakes": self.wakes,
        }
