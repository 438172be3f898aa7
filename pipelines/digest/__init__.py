"""digest.md: what a run found, on one page of Markdown, and as the summary of a job in a pipeline."""
