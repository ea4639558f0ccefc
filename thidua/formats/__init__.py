"""Formats that Django's own Vietnamese lacks; named by FORMAT_MODULE_PATH."""
