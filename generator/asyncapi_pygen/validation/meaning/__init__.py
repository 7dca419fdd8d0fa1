"""The rules of the specification that a JSON Schema cannot say, one module an object."""
