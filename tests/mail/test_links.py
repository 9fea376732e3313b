"""Signed links: for one order and one purpose, and nobody can make one up."""

from urllib.parse import parse_qs, urlsplit

import pytest
from attrs import evolve

from checkout_tui.domain.errors import BadInput, BadSetup
from checkout_tui.domain.seller import Seller
from checkout_tui.mail.links import Links

REFERENCE = "K7M42XQZ"


def token(url: str) -> str:
    return parse_qs(urlsplit(url).query)["token"][0]


def test_a_link_comes_back_as_its_order(links: Links, seller: Seller) -> None:
    """The token in *Change payment option* names the order, and the seller's own query is kept (R-007)."""
    url = links.change_option(seller, REFERENCE)
    assert url.startswith("https://northlight.example/pay?from=mail&order=K7M42XQZ&token=")
    assert links.read(token(url)) == REFERENCE


def test_a_token_serves_one_purpose(links: Links, seller: Seller) -> None:
    """A download or subscription link does not change a payment option, nor the other way round."""
    download, manage = links.download(seller, REFERENCE), links.manage(seller, REFERENCE)
    assert links.read_download(token(download)) == REFERENCE
    assert links.read_manage(token(manage)) == REFERENCE
    for url in (download, manage):
        with pytest.raises(BadInput):
            links.read(token(url))


def test_a_token_cannot_be_made_up(links: Links, seller: Seller) -> None:
    """A changed, truncated or foreign token is refused."""
    right = token(links.change_option(seller, REFERENCE))
    foreign = token(Links("another secret of 16+").change_option(seller, REFERENCE))
    for wrong in (right[:-1], "x" + right, right.swapcase(), foreign, "", "é", REFERENCE):
        with pytest.raises(BadInput):
            links.read(wrong)


def test_without_a_page_there_is_no_link(links: Links, seller: Seller) -> None:
    """A seller without such pages has no links, rather than broken ones (R-030)."""
    bare = evolve(seller, change_option_url="", manage_url="", download_url="")
    assert not links.change_option(bare, REFERENCE)
    assert not links.manage(bare, REFERENCE)
    assert not links.download(bare, REFERENCE)


def test_the_secret_is_long_and_stays_out_of_sight(links: Links) -> None:
    """A short secret is refused, and printing the links does not show it."""
    with pytest.raises(BadSetup):
        Links("short")
    assert "a secret of the tests" not in repr(links)
