"""The dlt source for Azure DevOps: knows its API, and not the warehouse."""
