"""From captures to rows. The extractor is an argument: an archive can be read and projected without a crawler."""

from archive.projector.run import Projected, follow, project, rebuild, reread
from archive.projector.work import Extractor

__all__ = ["Extractor", "Projected", "follow", "project", "rebuild", "reread"]
