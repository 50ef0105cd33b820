"""The fairness check of clarifications: one idea a file. `casework.wording` is its door."""
