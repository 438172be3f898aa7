"""What a run shows: progress, summary, platform status."""
