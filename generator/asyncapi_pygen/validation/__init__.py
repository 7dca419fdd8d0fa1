"""What the specification allows: its versions, its official JSON Schemas, plain words for both."""
