"""Azure DevOps: what is read of an organization, and how."""
