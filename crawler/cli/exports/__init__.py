"""The formats of `newsark export`: one module each, with its `command`."""
