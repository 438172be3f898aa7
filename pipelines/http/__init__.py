"""Reading over HTTP, whatever the service: a session that only reads, its errors, pauses and counts."""
