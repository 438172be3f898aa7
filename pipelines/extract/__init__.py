"""What a run reads, in which order, and what a failure costs."""
