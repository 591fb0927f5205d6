"""The review of counterparts by people: what is offered to them, what they decided, and what later runs owe it."""
