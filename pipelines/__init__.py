"""Nightly findings about an Azure DevOps organization: extraction, models, publication."""

__version__ = "0.1.0"
