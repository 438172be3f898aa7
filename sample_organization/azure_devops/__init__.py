"""A local server that responds as Azure DevOps does."""
