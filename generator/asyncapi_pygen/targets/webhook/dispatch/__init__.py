"""By what events are known where they arrive among others: declared, or inferred."""
