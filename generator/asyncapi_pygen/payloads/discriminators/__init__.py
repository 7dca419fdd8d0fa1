"""How the members of a union are told apart: decided from the plan, written by each back end."""
