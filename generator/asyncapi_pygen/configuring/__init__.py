"""What a project says of its packages in ``pyproject.toml``: a table of settings, a reader."""
