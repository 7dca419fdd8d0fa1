"""One valid value of a schema: the document's own example, else one made from the keywords."""

from asyncapi_pygen.payloads.samples.guesses import FORMATS
from asyncapi_pygen.payloads.samples.sampler import Sampler

__all__ = ["FORMATS", "Sampler"]
