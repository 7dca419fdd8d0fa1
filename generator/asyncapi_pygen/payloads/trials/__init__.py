"""Values that tell whether a model is what the document says: some it takes, some it notices."""
