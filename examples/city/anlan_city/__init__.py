"""The demo city: a made-up Beijing delivered as source systems, with planted truth."""

from anlan_city.city import City, build
from anlan_city.server import serve

__all__ = ["City", "build", "serve"]
