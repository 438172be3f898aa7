"""HTTP for any service: a read-only session, its errors, rate limiting and usage counts."""
