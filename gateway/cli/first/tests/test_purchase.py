def test_a_purchase_reaches_tiktok(container):
    run = container.replay("hits/purchase.http")

    assert run.tag("TikTok purchase").sent[0].json["data"][0]["event"] == "Purchase"


def test_a_page_view_does_not(container):
    run = container.replay("hits/purchase.http", en="page_view")

    assert not run.tag("TikTok purchase").fired
