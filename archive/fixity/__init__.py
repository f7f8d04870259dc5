"""Fixity: that no sealed file was altered, removed or slipped in, from its sealing on."""
