"""Bytes to documents: YAML and JSON with positions, references between files, overlays."""
