"""Tables in files: read with care, because anybody may have made them, and written without formulas."""
