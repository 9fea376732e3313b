"""Every action of the terminal, once: footer, help, palette and documentation are drawn from this list."""

from attrs import frozen
from textual.binding import Binding

from checkout_tui.domain.sentence import N_

EVERYWHERE = "everywhere"


@frozen
class Act:
    """One thing a key does.

    ``code`` names the method ``action_<code>``; ``where`` the screens it belongs to; an action with a
    ``rule`` is possible when the order's view says so, and shows its reason when it is not.
    """

    key: str
    code: str
    title: str
    help: str
    where: tuple[str, ...]
    rule: str = ""
    footer: bool = True
    before_fields: bool = False
    """Whether it is done even where a field would take the key for itself."""
    rare: bool = False
    """Named in the footer only where it can be used; help and palette name it always."""


ACTIONS: tuple[Act, ...] = (
    Act("f1", "help", N_("help"), N_("what can be done here, and what may be said"), (EVERYWHERE,)),
    Act(
        "question_mark",
        "help",
        N_("help"),
        N_("the same, where no text is typed"),
        (EVERYWHERE,),
        footer=False,
    ),
    Act(
        "f2",
        "call",
        N_("call"),
        N_("begin a call, or come back to it; there again: read back and end it"),
        (EVERYWHERE,),
    ),
    Act(
        "f3",
        "lookup",
        N_("find"),
        N_("find any order; again for the blind form that only mails"),
        (EVERYWHERE,),
    ),
    Act("slash", "lookup", N_("find"), N_("the same, where no text is typed"), (EVERYWHERE,), footer=False),
    Act(
        "f4",
        "new_order",
        N_("new"),
        N_("take an order; what was typed stays until it is placed"),
        (EVERYWHERE,),
    ),
    Act(
        "f5",
        "queue",
        N_("queue"),
        N_("what needs a person: unanswered first, then late, declined, waiting"),
        (EVERYWHERE,),
    ),
    Act("f6", "money", N_("money"), N_("money that arrived and is tied to nothing yet"), (EVERYWHERE,)),
    Act("f7", "outbox", N_("mail"), N_("every mail and what became of it"), (EVERYWHERE,)),
    Act("f8", "clock", N_("clock"), N_("move the demonstration's time"), (EVERYWHERE,)),
    Act(
        "f9",
        "methods",
        N_("methods"),
        N_("payment methods and plugins, with the reason for each that is not ready"),
        (EVERYWHERE,),
    ),
    Act(
        "ctrl+k",
        "lock",
        N_("lock"),
        N_("cover everything, until your code is typed"),
        (EVERYWHERE,),
        before_fields=True,
    ),
    Act("f10", "theme", N_("colours"), N_("other colours; they are kept"), (EVERYWHERE,), footer=False),
    Act("ctrl+l", "language", N_("fr"), N_("change the language of the screen"), (EVERYWHERE,)),
    Act(
        "escape",
        "go_back",
        N_("back"),
        N_("go back; nothing that was typed is lost"),
        (EVERYWHERE,),
        footer=False,
    ),
    Act(
        "ctrl+g",
        "running",
        N_("running"),
        N_("what runs beside the screens, and how it ended: enter shows it"),
        (EVERYWHERE,),
        footer=False,
    ),
    Act(
        "ctrl+y",
        "privacy",
        N_("privacy"),
        N_("what people asked about their own data, with the days left to answer"),
        (EVERYWHERE,),
        footer=False,
    ),
    Act("ctrl+q", "quit", N_("quit"), N_("leave the program"), (EVERYWHERE,), footer=False),
    Act("p", "pay", N_("pay"), N_("take the payment"), ("order",), rule="pay"),
    Act(
        "c",
        "change",
        N_("change option"),
        N_("change the payment option: same order, same reference"),
        ("order",),
        rule="change",
    ),
    Act(
        "i",
        "inquire",
        N_("inquire"),
        N_("ask the provider what became of it"),
        ("order",),
        rule="inquire",
    ),
    Act(
        "d",
        "resolve",
        N_("decide"),
        N_("decide what became of an unanswered question, with evidence"),
        ("order",),
        rule="resolve",
    ),
    Act("s", "settle", N_("settle"), N_("take what was authorized"), ("order",), rule="settle"),
    Act(
        "o",
        "hold",
        N_("hold anew"),
        N_("hold the money anew, once it is not sure any more"),
        ("order",),
        rule="hold",
        rare=True,
    ),
    Act(
        "y",
        "present",
        N_("present again"),
        N_("present a debit that came back once more, where its rules allow it"),
        ("order",),
        rule="present",
        rare=True,
    ),
    Act("v", "void", N_("void"), N_("release the authorization"), ("order",), rule="void"),
    Act(
        "h",
        "short",
        N_("bear charges"),
        N_("bear what banks kept on the way, as a fee"),
        ("order",),
        rule="short",
    ),
    Act("r", "resend", N_("resend"), N_("send the latest mail again"), ("order",), rule="resend"),
    Act(
        "e",
        "email",
        N_("fix e-mail"),
        N_("correct a mistyped e-mail address, and send there what did not arrive"),
        ("order",),
    ),
    Act(
        "x",
        "cancel",
        N_("cancel order"),
        N_("cancel the order, while it is unpaid"),
        ("order",),
        rule="cancel",
    ),
    Act(
        "f",
        "refund",
        N_("refund"),
        N_("give money back: facts, reason, code, and what it brings"),
        ("order",),
        rule="refund",
    ),
    Act(
        "w",
        "where",
        N_("not come"),
        N_("the product has not come: every cause, the likely one first"),
        ("order",),
    ),
    Act(
        "m",
        "letter",
        N_("letter"),
        N_("the latest mail, word for word as the customer has it"),
        ("order",),
    ),
    Act("k", "papers", N_("papers"), N_("invoice and mails: read, save, send again"), ("order",)),
    Act(
        "l",
        "doable",
        N_("list"),
        N_("everything that can be done, and why what cannot is not possible"),
        ("order",),
    ),
    Act("n", "again", N_("again"), N_("a new order with the same customer and products"), ("order",)),
    Act(
        "b",
        "subscription",
        N_("subscription"),
        N_("its renewals; cancel it, or reinstate it"),
        ("order",),
        rule="subscription",
    ),
    Act(
        "t",
        "to_money",
        N_("to its money"),
        N_("the money inbox, with what speaks of this order"),
        ("order",),
        rule="to_money",
        rare=True,
    ),
    Act("a", "spell", N_("spell"), N_("the reference letter by letter, to be read aloud"), ("order",)),
    Act(
        "enter",
        "go_on",
        N_("go on"),
        N_("mail the code to the customer; then type the code that is read back"),
        ("refund",),
    ),
    Act("a", "check_seller", N_("seller ✓"), N_("the caller names the seller rightly"), ("refund",)),
    Act("b", "check_date", N_("day ✓"), N_("the caller names the day of the purchase rightly"), ("refund",)),
    Act("c", "check_method", N_("means ✓"), N_("the caller names the payment method rightly"), ("refund",)),
    Act("k", "kind", N_("kind"), N_("everything, a part, or the tax alone"), ("refund",)),
    Act("t", "amount", N_("amount"), N_("how much of it: a part"), ("refund",)),
    Act(
        "u",
        "keep_on",
        N_("subscription"),
        N_("let the subscription go on, or end with the refund"),
        ("refund",),
    ),
    Act(
        "g",
        "refer",
        N_("our team"),
        N_("refer it to our team, and tell the caller to contact it"),
        ("refund",),
    ),
    Act("n", "new_code", N_("new code"), N_("mail another code; the one before is void then"), ("refund",)),
    Act("w", "withdraw", N_("withdraw"), N_("the caller wants no refund after all"), ("refund",)),
    Act(
        "v",
        "release",
        N_("void"),
        N_("release what is only authorized, instead of a refund later"),
        ("refund",),
    ),
    Act(
        "y",
        "again",
        N_("try again"),
        N_("ask the provider again about a refund that was not executed"),
        ("refund",),
    ),
    Act("o", "handled", N_("dealt with"), N_("write down how it was dealt with in another way"), ("refund",)),
    Act(
        "x",
        "cancel_it",
        N_("cancel"),
        N_("stop every future renewal; nothing is given back"),
        ("subscription",),
    ),
    Act("n", "reinstate", N_("reinstate"), N_("let the renewals go on"), ("subscription",)),
    Act("f", "refund", N_("refund"), N_("money back, instead of cancelling"), ("subscription",)),
    Act("a", "allocate", N_("allocate"), N_("tie the money to the payment that is marked"), ("money",)),
    Act(
        "m", "part", N_("part"), N_("tie a part of the money, so that the rest can go elsewhere"), ("money",)
    ),
    Act("t", "name_order", N_("to order"), N_("name the order that it is for, as on the check"), ("money",)),
    Act("n", "park", N_("park"), N_("leave it here with a note"), ("money",)),
    Act(
        "b",
        "send_back",
        N_("send back"),
        N_("write down that it goes back to the payer, and why"),
        ("money",),
    ),
    Act(
        "s",
        "surplus",
        N_("keep"),
        N_("keep it as surplus, and why; close a return that is of nothing here"),
        ("money",),
    ),
    Act(
        "u",
        "undo",
        N_("undo"),
        N_("undo what was tied, kept, sent back or closed; the history keeps both"),
        ("money",),
    ),
    Act("y", "confirm_it", N_("confirm"), N_("confirm what another person proposed"), ("money",)),
    Act("w", "turn_down", N_("turn down"), N_("turn down or take back a proposal"), ("money",)),
    Act(
        "v",
        "handled",
        N_("parked/done"),
        N_("show what is parked; again for what is done with, to undo it; again for what waits"),
        ("money",),
    ),
    Act(
        "f", "sieve", N_("filter"), N_("type a part of what is known of the money; esc clears it"), ("money",)
    ),
    Act("o", "open_order", N_("order"), N_("open the order that is marked"), ("money",)),
    Act("i", "import_it", N_("import"), N_("read a bank's document"), ("money",)),
    Act("r", "resend_mail", N_("resend"), N_("send this mail again"), ("outbox",)),
    Act("h", "hold", N_("hold"), N_("keep this mail back"), ("outbox",)),
    Act("l", "release", N_("release"), N_("let a mail go that is held"), ("outbox",)),
    Act("e", "readdress", N_("fix e-mail"), N_("correct the address, and send this mail there"), ("outbox",)),
    Act("b", "came_back", N_("came back"), N_("this mail bounced: ask for the spelling"), ("outbox",)),
    Act("s", "send", N_("send now"), N_("send everything that is queued"), ("outbox",)),
    Act(
        "r",
        "send_again",
        N_("send again"),
        N_("send the marked paper again; an invoice goes as a copy"),
        ("papers",),
    ),
    Act("s", "save_paper", N_("save"), N_("save the invoice as a file, marked a copy"), ("papers",)),
    Act("e", "put_right", N_("fix e-mail"), N_("correct the address, and send this mail there"), ("papers",)),
    Act("n", "next_event", N_("next event"), N_("go to the next thing that happens outside"), ("clock",)),
    Act("b", "next_day", N_("+1 business day"), N_("go to the next business day"), ("clock",)),
    Act("w", "next_week", N_("+5 business days"), N_("go five business days on"), ("clock",)),
    Act("d", "to_date", N_("to a date"), N_("go to the evening of a day"), ("clock",)),
    Act("x", "fault", N_("fault"), N_("let something go wrong with the next question"), ("clock",)),
    Act(
        "ctrl+s", "place", N_("place order"), N_("check the order and choose how it is paid"), ("new_order",)
    ),
    Act(
        "ctrl+r",
        "charge",
        N_("unknown charge"),
        N_("what a charge on a statement is: name, amount, day, last 4"),
        ("lookup",),
    ),
    Act(
        "up",
        "recall",
        N_("again"),
        N_("what was searched for before, the latest first"),
        ("lookup",),
        footer=False,
    ),
    Act(
        "ctrl+t",
        "take_customer",
        N_("take customer"),
        N_("fill in the customer that was found; again for the next one"),
        ("new_order",),
    ),
    Act(
        "ctrl+o",
        "other_way",
        N_("once/renewing"),
        N_("a product that is sold both ways: as a subscription, or once"),
        ("new_order",),
    ),
    Act("ctrl+n", "clear", N_("start anew"), N_("empty the form and take a new reference"), ("new_order",)),
    Act(
        "z",
        "trace",
        N_("trace"),
        N_("the conversation with the payment methods, question by question, redacted"),
        ("order",),
        footer=False,
    ),
    Act("n", "somebody", N_("somebody"), N_("what is held about somebody, by e-mail address"), ("privacy",)),
    Act(
        "a",
        "asks_for",
        N_("asks for it"),
        N_("write down that it was asked for: the month runs"),
        ("person",),
    ),
    Act("x", "carry_out", N_("carry out"), N_("do it, and write down how it was answered"), ("person",)),
    Act("d", "turn_away", N_("decline"), N_("it is not done: write down why"), ("person",)),
    Act("u", "lift", N_("lift"), N_("a restriction or an objection holds no more"), ("person",)),
    Act("s", "save_data", N_("save data"), N_("save everything that is held as a JSON file"), ("person",)),
    Act("d", "pages", N_("pages"), N_("what the marked method brings to read"), ("methods",)),
    Act("s", "settings", N_("settings"), N_("what is configured, checked before it is saved"), ("methods",)),
    Act("ctrl+s", "save", N_("save"), N_("check everything that was changed, and save it"), ("settings",)),
)


def actions_of(screen: str) -> tuple[Act, ...]:
    """What can be done on a screen: its own actions first, then those of every screen."""
    own = tuple(act for act in ACTIONS if screen in act.where)
    return own + tuple(act for act in ACTIONS if EVERYWHERE in act.where)


def bindings_of(screen: str) -> list[Binding]:
    """Textual's bindings for a screen's own actions."""
    return [
        Binding(act.key, act.code, act.title, show=False, priority=act.before_fields)
        for act in ACTIONS
        if screen in act.where
    ]


def app_bindings() -> list[Binding]:
    """Bindings for what works everywhere."""
    return bindings_of(EVERYWHERE)


_NAMED = {"question_mark": "?", "slash": "/", "up": "↑", "escape": N_("esc"), "enter": N_("enter")}


def key_name(key: str) -> str:
    """How a key is written on the screen."""
    return _NAMED.get(key, key.replace("ctrl+", "^"))
