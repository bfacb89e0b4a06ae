"""Chat-history files of other platforms, read as streams into the records that intake takes."""
