"""The package of models alone: nothing in it receives or sends."""

from asyncapi_pygen.targets.models.package import models_package

__all__ = ["models_package"]
