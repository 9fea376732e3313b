"""The invoice as a PDF/A file. The same order gives the same bytes, on any day and any machine."""

from datetime import datetime
from html import escape
from importlib import resources
from typing import Protocol

from attrs import frozen
from fpdf import FPDF, XPos, YPos
from fpdf.fonts import FontFace, TTFFont

from checkout_tui.domain.letter import Attachment
from checkout_tui.domain.order import Order
from checkout_tui.domain.payment import HAS_TAKEN, Payment
from checkout_tui.domain.reference import shown
from checkout_tui.domain.seller import Seller
from checkout_tui.domain.tax import percent_shown, tax_day
from checkout_tui.domain.wording import line, spoken_day
from checkout_tui.mail.page import lines_of, one_line
from checkout_tui.mail.passages import contact_lines

_FONT = "DejaVuSans"
_FONTS = resources.files("checkout_tui.mail").joinpath("fonts")
_PRODUCER = "checkout-tui"
_GREY = 110
_LINE = 5.2
_MISSING = "\ufffd"
"""Stands for a character that the font does not have."""
_XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" pdfaid:part="3" pdfaid:conformance="U"
 xmp:CreateDate="{created}" xmp:ModifyDate="{created}" xmp:MetadataDate="{created}" pdf:Producer="{producer}">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
</rdf:Description></rdf:RDF></x:xmpmeta>"""
"""What the file says of itself; only moments of the order, never the moment of printing."""


class _Line(Protocol):
    def __call__(self, key: str, **facts: object) -> str: ...


def invoice(
    seller: Seller, order: Order, number: str, payments: tuple[Payment, ...], *, copy: bool = False
) -> Attachment:
    """The invoice of a paid order; ``copy`` marks one that was given out before (R-011)."""
    settled = [payment for payment in payments if payment.standing in HAS_TAKEN and payment.settled_at]
    issued = min((payment.settled_at for payment in settled if payment.settled_at), default=order.placed_at)
    means = settled[0].shows if settled else ""
    sheet = _Sheet(seller, order, number, issued, means, copy)
    name = line("file.invoice_copy" if copy else "file.invoice", order.language, number=number)
    return Attachment(f"{name}.pdf", "application/pdf", sheet.pdf())


@frozen
class _Sheet:
    seller: Seller
    order: Order
    number: str
    issued: datetime
    means: str
    copy: bool

    @property
    def day(self) -> str:
        """Its day where the customer is, by which it is taxed; its number goes by the seller's books, in UTC."""
        return spoken_day(tax_day(self.order.place, self.issued), self.order.language, year=True)

    def line(self, key: str, **facts: object) -> str:
        return line(key, self.order.language, **facts)

    def pdf(self) -> bytes:
        paper = _Paper(self.line, self.issued)
        paper.describe(
            f"{self.line('word.invoice_number')} {self.number}", self.seller.name, self.order.language
        )
        paper.add_page()
        self._head(paper)
        self._parties(paper)
        self._products(paper)
        self._totals(paper)
        self._foot(paper)
        return bytes(paper.output())

    def _head(self, paper: "_Paper") -> None:
        paper.say(self.seller.name, size=14, bold=True)
        for part in self.seller.address:
            paper.say(part, grey=True)
        if self.seller.tax_numbers:
            numbers = ", ".join(self.seller.tax_numbers)
            paper.say(f"{self.line('word.tax_numbers')} – {numbers}", grey=True)
        paper.ln(8)
        paper.say(f"{self.line('word.invoice_number')} {self.number}", size=18, bold=True)
        if self.copy:
            paper.say(self.line("word.copy"), size=14, bold=True)
            paper.say(self.line("word.copy_note", number=self.number))
        paper.ln(3)

    def _parties(self, paper: "_Paper") -> None:
        order = self.order
        rows = (
            ("word.date", self.day),
            ("word.reference", shown(order.reference)),
            ("word.purchase_order", order.purchase_order),
            ("word.billed_to", contact_lines(order.customer)),
            ("word.delivered_to", contact_lines(order.delivery) if order.delivery else ""),
            ("word.licensee", order.licensee),
        )
        paper.pairs(tuple((self.line(label), value) for label, value in rows if value))
        paper.ln(6)

    def _products(self, paper: "_Paper") -> None:
        language = self.order.language
        head = tuple(
            self.line(key) for key in ("word.product", "word.quantity", "word.unit_price", "word.amount")
        )
        rows = [
            (
                f"{product.title} ({self.line('word.subscription')})" if product.renews else product.title,
                str(product.quantity),
                product.unit.shown(language),
                product.total.shown(language),
            )
            for product in self.order.lines
        ]
        paper.grid(head, rows)
        paper.ln(4)

    def _totals(self, paper: "_Paper") -> None:
        order, language = self.order, self.order.language
        if order.tax:
            paper.amount(self.line("word.net"), order.net.shown(language))
        for tax in order.tax:
            percent = percent_shown(tax.percent, language)
            label = self.line("word.tax_on", title=tax.title.in_(language), percent=percent, base=tax.base)
            paper.amount(label, tax.amount.shown(language))
            if tax.amount.minor == 0:
                paper.amount(tax.why.in_(language), "", grey=True)
        paper.amount(self.line("word.total"), order.total.shown(language), bold=True)
        paper.ln(6)

    def _foot(self, paper: "_Paper") -> None:
        paper.say(f"{self.line('word.paid_on')} {self.day}. " + self._paid_by())
        if self.order.terms:
            paper.say(self.line("word.terms_version", version=self.order.terms), grey=True)
        contacts = (self.seller.support_email, self.seller.support_phone, self.seller.website)
        paper.say(" · ".join(contact for contact in contacts if contact), grey=True)

    def _paid_by(self) -> str:
        return self.line("mail.paid_by", means=self.means) if self.means else ""


class _Paper(FPDF):
    """An A4 page with our fonts: what a sheet is written on."""

    def __init__(self, words: _Line, created: datetime) -> None:
        super().__init__(format="A4", enforce_compliance="PDF/A-3U")
        self._words = words
        self._created = created
        self.set_creation_date(created)
        self.set_margins(20, 18)
        self.set_auto_page_break(True, margin=22)
        for style, name in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
            with resources.as_file(_FONTS.joinpath(name)) as path:
                self.add_font(_FONT, style, path)
        self.set_font(_FONT, size=10)
        font = self.current_font
        self._glyphs = frozenset(font.cmap) if isinstance(font, TTFFont) else frozenset()

    def describe(self, title: str, author: str, language: str) -> None:
        """Who wrote it and when; fpdf2's own description would hold the time of printing."""
        title, author = self._printable(title), self._printable(author)
        self.set_title(title)
        self.set_author(author)
        self.set_lang(language)
        self.set_producer(_PRODUCER)
        self.set_xmp_metadata(
            _XMP.format(
                title=escape(title),
                author=escape(author),
                language=escape(language),
                created=self._created.isoformat(timespec="seconds"),
                producer=_PRODUCER,
            )
        )

    def say(self, text: str, *, size: int = 10, bold: bool = False, grey: bool = False) -> None:
        self._style(size=size, bold=bold, grey=grey)
        self.multi_cell(0, size * 0.52, self._printable(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self._style()

    def pairs(self, rows: tuple[tuple[str, str], ...]) -> None:
        """Labels with values of one line or several."""
        for label, value in rows:
            for place, part in enumerate(lines_of(value)):
                self._style(grey=True)
                self.cell(42, _LINE, self._printable(label) if place == 0 else "")
                self._style()
                self.multi_cell(
                    0, _LINE, self._printable(part), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT
                )

    def grid(self, head: tuple[str, ...], rows: list[tuple[str, str, str, str]]) -> None:
        with self.table(
            col_widths=(86, 20, 32, 32),
            text_align=("LEFT", "RIGHT", "RIGHT", "RIGHT"),
            borders_layout="HORIZONTAL_LINES",
            headings_style=FontFace(emphasis="BOLD"),
            line_height=6,
        ) as table:
            for cells in (head, *rows):
                row = table.row()
                for cell in cells:
                    row.cell(self._printable(cell))

    def amount(self, label: str, amount: str, *, bold: bool = False, grey: bool = False) -> None:
        """A line of the totals, at the right under the amounts."""
        self._style(bold=bold, grey=grey)
        self.set_x(self.l_margin + 40)
        self.cell(94, _LINE + 1, self._printable(label), align="R")
        self.cell(0, _LINE + 1, self._printable(amount), align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self._style()

    def footer(self) -> None:
        self.set_y(-15)
        self._style(size=8, grey=True)
        page = self._words("word.page", page=self.page_no(), pages="{nb}")
        self.cell(0, 5, self._printable(page), align="C")
        self._style()

    def _style(self, *, size: int = 10, bold: bool = False, grey: bool = False) -> None:
        self.set_font(_FONT, "B" if bold else "", size)
        self.set_text_color(_GREY if grey else 0)

    def _printable(self, text: str) -> str:
        """``text`` on one line, safe, with what the font does not have replaced."""
        return "".join(c if ord(c) in self._glyphs else _MISSING for c in one_line(text))
