"""What users change about the rules, in files of their own: thresholds.csv and waivers.csv."""
