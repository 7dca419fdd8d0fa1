"""Protobuf messages (proto2, proto3): linked, judged, and lowered to the plan.

``linking`` gives each type that a field names its definition and says what is wrong with a file,
``roots`` finds the message that is the payload, ``lowering`` makes entries of the plan, and
``written`` the descriptors that a package reads and writes data with.
"""
