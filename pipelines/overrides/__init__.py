"""Override files written by users, from thresholds to state categories."""
