"""Whether all is well, seen from outside: by a person, a monitor or Prometheus."""
