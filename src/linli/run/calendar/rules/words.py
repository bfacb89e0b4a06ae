"""The words of the calendar: kinds of columns, categories, aims, measures, and the states of a post."""

from enum import StrEnum


class Kind(StrEnum):
    """What a column is for."""

    BULLETIN = "bulletin"
    SHARING = "sharing"
    CLINIC = "clinic"
    LECTURE = "lecture"
    ACTIVITY = "activity"
    SELECTION = "selection"
    REVIEWS = "reviews"
    TOPIC = "topic"
    OTHER = "other"


class Category(StrEnum):
    """What a post is about; the mix is kept by it."""

    PRODUCT = "product"
    VALUES = "values"
    INTERACTIVE = "interactive"


class Aim(StrEnum):
    """What a post is to do with its readers, in the order in which trust grows; selling comes last."""

    UNDERSTANDING = "understanding"
    EMOTION = "emotion"
    TRUST = "trust"
    NEED = "need"
    PRODUCT = "product"


class Metric(StrEnum):
    """By what a column is measured, each within a day after a post."""

    MESSAGES = "messages"
    SPEAKERS = "speakers"
    REPLIES = "replies"
    REACTIONS = "reactions"


class ColumnState(StrEnum):
    """A paused column makes no posts; an ended one is history."""

    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


class State(StrEnum):
    """A post on its way: `going` is with the outbox, and becomes sent or missed by what comes of that."""

    IDEA = "idea"
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    SCHEDULED = "scheduled"
    GOING = "going"
    SENT = "sent"
    MISSED = "missed"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"


UNREADY = (State.IDEA, State.DRAFT, State.IN_REVIEW)
AHEAD = (*UNREADY, State.SCHEDULED)
ENDED = (State.SENT, State.MISSED, State.CANCELLED, State.SKIPPED)
DROPPED = (State.CANCELLED, State.SKIPPED)
