"""What waits for whom: one list of tasks, computed from the states of things and from who may move them."""
