"""What the Sync screen costs, as far as it can be counted; `make bench` measures the rest."""

from __future__ import annotations

from benchmarks import filled, web


def test_the_first_view_of_a_hundred_connections_weighs_less_than_40_kilobytes():
    with filled.instance() as app:
        client = filled.signed_in(app)
        page = client.get("/sync").get_data()
        assert page.count(b'name="toggle"') == 100
        assert web.first_view(client, page) < web.LIMIT


def test_the_number_of_queries_does_not_grow_with_the_rows():
    counts = []
    for connections, connectors in ((100, 20), (3, 2)):
        with filled.instance(connections, connectors) as app:
            counts.append(web.count_queries(filled.signed_in(app)))
    assert counts[0] == counts[1] <= 8
