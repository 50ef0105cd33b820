"""Files of uncoded episodes, as a PAS writes them, read into rows. No database, nothing of a patient."""
