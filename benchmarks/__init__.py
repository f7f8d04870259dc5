"""Measurements: each figure that README quotes, beside the peer it is compared with, in one run."""
