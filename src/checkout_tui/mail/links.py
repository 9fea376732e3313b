"""Signed links in mails: who holds one may act for that order, and nobody can make one up."""

import hmac
from urllib.parse import urlencode, urlsplit, urlunsplit

from attrs import field, frozen
from itsdangerous import BadSignature, URLSafeSerializer

from checkout_tui.domain.errors import BadInput, BadSetup, N_
from checkout_tui.domain.reference import ALPHABET, LENGTH
from checkout_tui.domain.seller import Seller
from checkout_tui.mail import codes

_CHANGE_OPTION = "change-option"
_MANAGE = "manage"
_DOWNLOAD = "download"
_REFUND = "refund"
_SHORTEST_SECRET = 16


@frozen
class Links:
    """Makes and reads the tokens in links, with a secret that stays on this side."""

    secret: str = field(repr=False)
    code_cost: int = codes.SLOWLY
    """What each guess at a code in a mail costs."""
    _serializers: dict[str, URLSafeSerializer] = field(factory=dict, init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        if len(self.secret) < _SHORTEST_SECRET:
            raise BadSetup(
                N_("The secret for links in mails needs at least {least} characters."), least=_SHORTEST_SECRET
            )

    def change_option(self, seller: Seller, reference: str) -> str:
        """Where *Change payment option* leads for this order; empty when the seller has no such page."""
        return self._link(seller.change_option_url, _CHANGE_OPTION, reference)

    def manage(self, seller: Seller, reference: str) -> str:
        """Where the order's subscription is managed; empty when this seller wants no such link (R-030)."""
        return self._link(seller.manage_url, _MANAGE, reference)

    def download(self, seller: Seller, reference: str) -> str:
        """Where this order's products are downloaded; empty when the seller has no such page."""
        return self._link(seller.download_url, _DOWNLOAD, reference)

    def refund(self, seller: Seller, order: str, request: str) -> str:
        """Where this refund request is confirmed; empty when the seller has no such page."""
        return self._link(seller.refund_url, _REFUND, order, request)

    def refund_code(self, mail_id: str) -> str:
        """The code in one validation mail: the same however often that mail is sent, and known to nobody else.

        40 bits, as eight characters without 0, O, 1 and I.
        """
        drawn = hmac.digest(self.secret.encode(), f"checkout-tui refund code {mail_id}".encode(), "sha256")
        return "".join(ALPHABET[byte % len(ALPHABET)] for byte in drawn[:LENGTH])

    def kept_code(self, code: str, request: str) -> str:
        """What may be kept of the code for this refund request."""
        return codes.hashed(code, request, self.code_cost)

    def is_code(self, typed: str, request: str, kept: str) -> bool:
        """Whether what was typed is the code that :meth:`kept_code` was kept of."""
        return codes.matches(typed, request, kept, self.code_cost)

    def read_refund(self, token: str) -> str:
        """The request's id in a refund token. Raises BadInput for any other."""
        return self._read(token, _REFUND)

    def read(self, token: str) -> str:
        """The order's reference in a *Change payment option* token. Raises BadInput for any other."""
        return self._read(token, _CHANGE_OPTION)

    def read_manage(self, token: str) -> str:
        """The order's reference in a subscription token. Raises BadInput for any other."""
        return self._read(token, _MANAGE)

    def read_download(self, token: str) -> str:
        """The order's reference in a download token. Raises BadInput for any other."""
        return self._read(token, _DOWNLOAD)

    def _link(self, url: str, purpose: str, reference: str, about: str = "") -> str:
        if not url:
            return ""
        token = str(self._serializer(purpose).dumps(about or reference))
        parts = urlsplit(url)
        added = urlencode({"order": reference, "token": token})
        query = f"{parts.query}&{added}" if parts.query else added
        return urlunsplit(parts._replace(query=query))

    def _read(self, token: str, purpose: str) -> str:
        try:
            reference = self._serializer(purpose).loads(token)
        except BadSignature:
            reference = None
        if not isinstance(reference, str):
            raise BadInput(N_("This link is not one of ours, or it is damaged."))
        return reference

    def _serializer(self, purpose: str) -> URLSafeSerializer:
        # A token for one purpose is none for another.
        made = self._serializers.get(purpose)
        if made is None:
            made = self._serializers[purpose] = URLSafeSerializer(self.secret, salt=f"checkout-tui {purpose}")
        return made
