"""Made-up patients: what an analysis finds where the truth is known."""
