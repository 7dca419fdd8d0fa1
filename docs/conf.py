"""The documentation as pages: ``sphinx-build -W docs FOLDER``."""

project = "asyncapi-pygen"
extensions = ["myst_parser"]
html_theme = "furo"
html_title = project
myst_heading_anchors = 3
# Diagrams and the documentation's own formats are shown as they are written.
suppress_warnings = ["misc.highlighting_failure"]
