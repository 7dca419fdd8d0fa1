"""One module a protocol: what it makes of channels, operations and their bindings."""
