"""The table of outlets."""

from __future__ import annotations

from dragoman.sources.outlets import fold_name, load_outlets, outlet_of_name, outlet_of_url


def test_lookups() -> None:
    assert outlet_of_url("https://www.reuters.com/world/x") == "Reuters"
    assert outlet_of_url("https://asia.nikkei.com/x") == "Nikkei Asia"
    assert outlet_of_url("https://notreuters.com/") is None and outlet_of_url("http://[") is None
    assert outlet_of_name("the guardian") == "The Guardian" and outlet_of_name("AFP") == "Agence France-Presse"
    assert outlet_of_name("reuters.com") == "Reuters" and outlet_of_name("Havnen") is None


def test_the_table_is_sound() -> None:
    outlets = load_outlets()
    domains = [domain for outlet in outlets for domain in outlet["domains"]]
    assert len(outlets) >= 200 and len(domains) == len(set(domains))
    assert all(domain == domain.lower() and "." in domain for domain in domains)
    names = [fold_name(name) for outlet in outlets for name in (outlet["name"], *outlet.get("aliases", ()))]
    assert len(names) == len(set(names)), sorted(n for n in names if names.count(n) > 1)
    assert all(o["country"] is None or (len(o["country"]) == 3 and o["country"].isupper()) for o in outlets)
