"""Values to text by position: the emitters, the layout of expressions, the Jinja2 environment."""
