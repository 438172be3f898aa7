"""Measurements with public tools; nothing here runs in the tests."""
