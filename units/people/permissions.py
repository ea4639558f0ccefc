"""WHO may."""
