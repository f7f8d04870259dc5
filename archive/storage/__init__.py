"""Files of an archive in other places: object stores and whatever else fsspec reaches."""
