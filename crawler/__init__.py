"""The crawler: goes out and reads the news."""

__version__ = "0.1.0"
