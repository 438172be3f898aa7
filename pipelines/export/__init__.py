"""Published tables in formats of other programs: one module a format, all of them in `formats`."""
