"""Template tags of the house: `ui` is a builtin of every template."""
