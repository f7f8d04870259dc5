"""The Link field: relations in all the ways in which RFC 8288 lets them be written."""

import pytest

from crawler.discovery.linkheader import related

BASE = "http://a.example/feed/"


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ('<https://hub.example/>; rel="hub"', "https://hub.example/"),
        ("<https://hub.example/>;rel=hub", "https://hub.example/"),
        ('</hub>; title="x"; REL="Self HUB"', "http://a.example/hub"),
        ('</feed/>; rel="self", <hub>; rel="hub"', "http://a.example/feed/hub"),
        ('<a,b>; rel="self", <c;d>; rel=hub', "http://a.example/feed/c;d"),
        ('</one>; rel=hub, </two>; rel="hub"', "http://a.example/one"),
        ('<mailto:x>; rel=hub, </two>; rel="hub"', "http://a.example/two"),
        ('</x>; title="rel=hub"', None),
        ("</x>", None),
        ("", None),
        ("<" * 50_000 + "; rel=hub", None),
        ("</x>;" * 9_000 + "rel=", None),
    ],
)
def test_the_first_address_of_a_relation(field, found):
    assert related(field, "hub", BASE) == found
