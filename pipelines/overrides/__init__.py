"""What users add in files of their own: thresholds, waivers, manual links and domain aliases."""
