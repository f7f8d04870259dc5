"""Rewriting of captured pages so that every address in them leads back into the archive. Pure."""
