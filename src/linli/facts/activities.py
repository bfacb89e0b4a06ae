"""What members take part in: polls, sign-ups, quizzes, check-ins and surveys. What somebody answered stays in
the room's tables: the log has numbers only."""

from linli.facts.fact import Fact


class ActivityOpened(Fact, kind="activity.opened"):
    """Members can take part. Kinds: poll, vote, sign_up, quiz, check_in. `origin`: who asked ("run:12")."""

    activity: int
    activity_kind: str
    origin: str = ""


class ActivityJoined(Fact, kind="activity.joined"):
    """A member takes part for the first time. `choice` counts from 1; 0: nothing. `via`: chat or phone."""

    activity: int
    activity_kind: str
    choice: int = 0
    is_right: bool = False
    is_waiting: bool = False
    via: str = "chat"


class ActivityClosed(Fact, kind="activity.closed"):
    """Nobody can take part any more. `participants` without the waiting list; `top`: the choice most made."""

    activity: int
    activity_kind: str
    participants: int = 0
    top: int = 0
    origin: str = ""


class SurveyAsked(Fact, kind="survey.asked"):
    """A member was asked something in private. `code` names the survey."""

    activity: int
    code: str


class SurveyAnswered(Fact, kind="survey.answered"):
    """A member answered. `nps`: the first number they gave, -1 where the survey asks none."""

    activity: int
    code: str
    nps: int = -1
    origin: str = ""
