"""One table gives all Python names, once: words from any text, wishes, and their assignment."""
