"""An AsyncAPI document in, a typed Python package that receives its messages out."""

__version__ = "0.1.0"
