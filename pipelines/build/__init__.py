"""dbt, pseudonyms and publication."""
