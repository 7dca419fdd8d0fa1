"""What users wrote below generated code: read, compared, and added to where they ask for it."""
