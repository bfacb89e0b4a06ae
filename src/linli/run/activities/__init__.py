"""What members take part in: polls, sign-ups, quizzes and surveys."""
