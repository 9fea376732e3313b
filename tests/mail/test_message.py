"""From letter to message: headers nobody can add to, and the same bytes each time."""

import string
from email import message_from_bytes
from email.policy import default

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from checkout_tui.domain.errors import BadInput
from checkout_tui.domain.letter import Attachment, Letter
from checkout_tui.mail.message import header_text, message, one_address
from checkout_tui.testing.samples import MONDAY_NOON

SENDER, TO = "shop@northlight.example", "marie@example.org"
HEADERS = {
    "message-id",
    "date",
    "from",
    "to",
    "subject",
    "auto-submitted",
    "x-auto-response-suppress",
    "mime-version",
    "content-type",
}


def test_the_message_says_who_when_and_what(letter: Letter) -> None:
    """Sender by name, one recipient, the given date, the mail's own id, and that a machine wrote it."""
    made = message("01MAIL", SENDER, TO, letter, MONDAY_NOON, sender_name="Lumière, Söhne & Co")
    read = message_from_bytes(bytes(made), policy=default)
    assert read["Message-ID"] == "<01MAIL@northlight.example>"
    assert read["Date"].datetime == MONDAY_NOON
    assert read["From"].addresses[0].display_name == "Lumière, Söhne & Co"
    assert [address.addr_spec for address in read["To"].addresses] == [TO]
    assert read["Auto-Submitted"] == "auto-generated"
    assert {name.lower() for name in read} == HEADERS


def test_the_same_mail_has_the_same_bytes(letter: Letter) -> None:
    """Nothing is drawn at random: a doubled mail can be known as the same one."""
    assert bytes(message("01MAIL", SENDER, TO, letter, MONDAY_NOON)) == bytes(
        message("01MAIL", SENDER, TO, letter, MONDAY_NOON)
    )
    assert bytes(message("01MAIL", SENDER, TO, letter, MONDAY_NOON)) != bytes(
        message("02MAIL", SENDER, TO, letter, MONDAY_NOON)
    )


@pytest.mark.parametrize(
    "smuggled", ["x\nBcc: evil@example.com", "x\r\nBcc: evil@example.com", "x\n", "x\rBcc: e"]
)
def test_a_subject_with_a_line_break_is_refused(letter: Letter, smuggled: str) -> None:
    """That is how headers are smuggled in; nothing is cut out and sent all the same."""
    with pytest.raises(BadInput):
        message("01MAIL", SENDER, TO, evolve(letter, subject=smuggled), MONDAY_NOON)


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_no_subject_adds_a_header(subject: str) -> None:
    """Whatever a subject holds, the message has the headers it should have, or is refused."""
    letter = Letter(subject, "text\n", "<p>text</p>")
    try:
        made = message("01MAIL", SENDER, TO, letter, MONDAY_NOON)
    except BadInput:
        return
    read = message_from_bytes(bytes(made), policy=default)
    assert {name.lower() for name in read} == HEADERS
    assert [address.addr_spec for address in read["To"].addresses] == [TO]


ANYTHING = st.text(st.characters(exclude_categories=()), max_size=40)


@given(ANYTHING, ANYTHING, ANYTHING, ANYTHING, ANYTHING)
def test_nothing_that_comes_from_outside_adds_a_header(
    subject: str, text: str, sender_name: str, file: str, to: str
) -> None:
    """Subject, body, sender's name, file name and address together: the headers are ours, the recipient is one."""
    letter = Letter(subject, text, "<p>x</p>", (Attachment(file, "application/pdf", b"%PDF"),))
    try:
        made = message("01MAIL", SENDER, to or TO, letter, MONDAY_NOON, sender_name=sender_name)
    except BadInput:
        return
    head = bytes(made).split(b"\r\n\r\n", 1)[0].decode("utf-8", "replace")
    names = [line.split(":")[0].lower() for line in head.split("\r\n") if line[:1] not in (" ", "\t")]
    assert set(names) <= HEADERS | {"content-transfer-encoding"}
    assert len(names) == len(set(names))
    assert "\n" not in head.replace("\r\n", "")
    assert len(message_from_bytes(bytes(made), policy=default)["To"].addresses) == 1


@given(st.text(st.sampled_from(string.printable + "é\u202e\u2028"), max_size=40))
def test_no_address_is_more_than_one(text: str) -> None:
    """Whatever is typed as an address is exactly that one address, or is refused."""
    try:
        address = one_address(text)
    except BadInput:
        return
    assert address.addr_spec.count("@") == 1
    assert address.addr_spec == text.strip(" ") or not text.isascii()


def test_a_domain_in_other_letters_is_written_in_ascii() -> None:
    """Internationalized domains are sent as every server knows them."""
    assert one_address("marie@exämple.org").domain == "xn--exmple-cua.org"


@pytest.mark.parametrize(
    "text", ["a@b@c", "a b@example.org", "<a@example.org>", "a@", "@b", "a@b;c@d", "a@b\x00"]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    """A name, a list or a fragment is no address."""
    with pytest.raises(BadInput):
        one_address(text)


def test_a_subject_is_safe_to_show() -> None:
    """What a terminal mail program would obey is visible in the subject."""
    assert header_text("a\x1b[2Jb") == "a␛[2Jb"
