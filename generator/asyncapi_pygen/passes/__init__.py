"""What is done to a document once it is read, before anything is made of it: ``Api`` to ``Api``."""
