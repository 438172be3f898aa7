"""Forecasts from the daily throughput of teams. Knows neither dbt nor the warehouse."""
