"""The model between the document and the code: what it says, without how it was written."""
