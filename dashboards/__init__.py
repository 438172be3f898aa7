"""Dashboards for BI tools, generated from one declaration: `make dashboards`."""
