"""The command about people's own data: what waits for an answer, and everything that is held about somebody."""

import click

from checkout_tui.cli.session import Session
from checkout_tui.cli.speaking import SpokenCommand, option
from checkout_tui.domain.outside_text import safe
from checkout_tui.domain.sentence import N_

_DONE, _TO_DO = 0, 1


@click.command(
    cls=SpokenCommand,
    help=N_(
        "Without EMAIL: what people asked about their own data and how long there is to answer; a late answer ends "
        "with 1. With EMAIL: everything that is held about that person, as JSON, to be given to that person only."
    ),
    short_help=N_("What people asked about their own data."),
)
@click.argument("email", required=False)
@option("--json", "as_json", is_flag=True, help=N_("Print JSON for programs instead of lines for people."))
@click.pass_obj
def privacy(session: Session, email: str | None, as_json: bool) -> int:
    from checkout_tui.domain.privacy import PrivacyState, privacy_words  # noqa: PLC0415 - after the first paint

    by = session.config.operator
    with session.desk() as desk:
        if email is not None:
            session.json(desk.privacy.export(email, by))
            return _DONE
        requests, today = desk.privacy.requests(by), desk.clock.now().date()
    waiting = [each for each in requests if each.state is PrivacyState.OPEN]
    if as_json:
        session.json(
            [
                {
                    "right": each.right.value,
                    "email": each.email,
                    "asked": each.asked_at.isoformat(),
                    "due": each.due_on.isoformat(),
                    "days_left": (each.due_on - today).days,
                }
                for each in waiting
            ]
        )
    else:
        for each in waiting:
            session.say(
                N_("{right}, {email}: to be answered by {day} ({clock})"),
                right=privacy_words(each.right),
                email=safe(each.email),
                day=each.due_on,
                clock=each.clock(today),
            )
        if not waiting:
            session.say(N_("Nobody waits for an answer about their own data."))
    return _TO_DO if any(each.is_late(today) for each in waiting) else _DONE
