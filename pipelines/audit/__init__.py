"""What an auditor gets for a period: tables of the publication, a sample, a first page and a manifest."""
