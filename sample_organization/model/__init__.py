"""Organizations as data: projects, items, revisions and how a history is written."""
