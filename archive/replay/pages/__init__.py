"""Our own pages: rendered here, usable without scripts, on another origin than what they show. Pure: data in, HTML out."""
