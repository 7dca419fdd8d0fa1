"""Output styles: which files a package has, and what their templates are given."""
