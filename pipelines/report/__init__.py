"""The page `report.html`: what was published, in one file that opens without a network.

Reads the published database only, so `pseudonymize` holds on the page. Imports neither dlt nor dbt.
"""
