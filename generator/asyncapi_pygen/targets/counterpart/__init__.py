"""The package for who sends the messages: events to requests, answers to replies."""

from asyncapi_pygen.targets.counterpart.package import counterpart_package

__all__ = ["counterpart_package"]
