"""Documents of both major versions to the one model; the only rooms that know the version."""
