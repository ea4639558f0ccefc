"""The project package and the workshop: settings, and tools that know no domain."""
