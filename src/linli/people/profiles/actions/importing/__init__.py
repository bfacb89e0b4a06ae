"""Files of members: kept, looked over row by row, applied."""
