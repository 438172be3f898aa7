"""Override files written by users: thresholds, waivers, manual links and domain aliases."""
