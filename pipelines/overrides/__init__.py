"""Override files written by users: thresholds, waivers, manual links, domain aliases and state categories."""
