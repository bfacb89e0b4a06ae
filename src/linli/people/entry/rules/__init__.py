"""What counts when somebody wants to come in: policies, scores, first steps, who should meet whom."""
