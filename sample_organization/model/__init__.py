"""Organizations as data: projects, items and revisions, and the writer of their history."""
