"""Members' phone pages: the room they talk in, their points, the leaderboard, and what is held about them."""
