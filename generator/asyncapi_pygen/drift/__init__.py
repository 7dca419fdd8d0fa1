"""How real messages differ from what a document says of them, and what would correct it."""
