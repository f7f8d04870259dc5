"""Shafaqna (Shia International News Association). The generic parser reads its pages; its desks are in several zones,
Tehran, Kashmir, Najaf and Istanbul among them, so that none is assumed.
"""

HOSTS = ("shafaqna.com",)
