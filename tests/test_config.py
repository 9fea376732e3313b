"""The configuration: read with every mistake at once, written one value at a time, and never with a secret."""

import re
import stat
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import pytest

from checkout_tui.config import (
    change,
    config_path,
    default_settings,
    load,
    private_token,
    resolve_settings,
)
from checkout_tui.domain.errors import BadInput, BadSetup
from checkout_tui.domain.method import PaymentMethod, Setting, SettingKind
from checkout_tui.domain.money import Money
from checkout_tui.domain.operator import Role
from checkout_tui.domain.secret import Secret
from checkout_tui.domain.seller import Overpaid
from checkout_tui.domain.words import Words

POST = PaymentMethod(
    "post",
    Words("Post", "Poste"),
    Words("some day", "un jour"),
    settings=(
        Setting("box", Words("Box", "Boîte"), required=True),
        Setting("lines", Words("Lines", "Lignes"), SettingKind.LIST, required=True),
        Setting("rooms", Words("Rooms", "Pièces"), SettingKind.NUMBER, default=3),
        Setting("open", Words("Open", "Ouvert"), SettingKind.FLAG, default=True),
        Setting("api_key", Words("Key", "Clé"), SettingKind.SECRET, required=True),
    ),
)

WHOLE = """
[seller]
name = "Northlight"
email = "orders@northlight.example"
support_email = "help@northlight.example"
address = ["1 Rue du Port", "75001 Paris"]
registrations = ["EU-VAT"]
short_payment_tolerance = { EUR = "10.00" }
second_person_above = { EUR = "5000", JPY = "600000" }

[seller.payment_rules.post]
short = { EUR = "0.50" }
over = "send-back"

[[products]]
code = "studio"
title = { en = "Studio", fr = "Atelier" }
prices = { EUR = "99.00", JPY = "12000" }
delivery = "licence"
renews = true
months = 12
once = { EUR = "249.00" }

[operator]
name = "Ada"
language = "fr"
roles = ["search"]

[cutoffs]
FED = 16:00:00

[methods.post]
box = "12"
"""


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """An environment with a configuration of its own."""
    return {"CHECKOUT_CONFIG": str(tmp_path / "conf" / "config.toml")}


def written(env: Mapping[str, str], text: str, name: str = "config.toml", mode: int = 0o600) -> Path:
    """The configuration as a person wrote it."""
    path = config_path(env).parent / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def told(error: pytest.ExceptionInfo[BadSetup]) -> list[str]:
    """What is wrong, line by line, without the heading."""
    return [line.strip() for line in error.value.say().splitlines()[1:]]


def test_nothing_is_needed_to_begin(env: dict[str, str]) -> None:
    """Without any file there is a configuration that can be used, and it says that no file was read."""
    config = load(env)
    assert not config.exists
    assert config.database.startswith("sqlite:///")
    assert config.operator.roles == frozenset(Role)
    assert config.method("anything").enabled


def test_a_whole_file_is_understood(env: dict[str, str]) -> None:
    """Seller, products in both languages, operator, cut-offs and methods are read as what they are."""
    written(env, WHOLE)
    config = load(env)
    (product,) = config.seller.products
    assert product.title == Words("Studio", "Atelier")
    assert product.prices == (Money(9900, "EUR"), Money(12000, "JPY"))
    assert product.renews
    assert (product.months, product.once) == (12, (Money(24900, "EUR"),))
    assert config.seller.registrations == {"EU-VAT"}
    assert config.seller.bears(Money(1000, "EUR"), "another")
    assert not config.seller.bears(Money(1001, "EUR"), "another")
    assert not config.seller.bears(Money(1, "USD"), "another")
    assert config.seller.bears(Money(50, "EUR"), "post")
    assert not config.seller.bears(Money(51, "EUR"), "post")
    assert (config.seller.rule("post").over, config.seller.rule("another").over) == (
        Overpaid.SEND_BACK,
        Overpaid.ASK,
    )
    assert config.seller.needs_second_person(Money(500001, "EUR"))
    assert config.seller.needs_second_person(Money(600001, "JPY"))
    assert not config.seller.needs_second_person(Money(10**9, "USD"))
    assert (config.operator.name, config.operator.language) == ("Ada", "fr")
    assert config.operator.roles == {Role.SEARCH}
    assert config.cutoffs["FED"].hour == 16
    assert config.method("post").settings == {"box": "12"}


def test_every_mistake_is_told_at_once_with_its_path(env: dict[str, str]) -> None:
    """Wrong kinds, unknown keys, bad choices and bad amounts in all sections come in one error."""
    written(
        env,
        """
        datbase = "x"
        [seller]
        emial = "a"
        address = ["a", 3]
        payment_rules = { post = { short = { EUR = 1 }, over = "burn", under = 1 } }
        [[products]]
        code = "studio"
        title = "Studio"
        prices = { EUR = "9.999", XXQ = "1" }
        delivery = "post"
        [[products]]
        code = "font"
        title = "Font"
        prices = { EUR = "9.99" }
        once = { EUR = "19.99" }
        [operator]
        language = "de"
        roles = ["boss"]
        [mail]
        transport = "smpt"
        port = "25"
        password = "hunter2"
        [methods.post]
        enabled = "no"
        [cutoffs]
        FED = "25:00"
        """,
    )
    with pytest.raises(BadSetup) as error:
        load(env)
    paths = {line.split(": ")[0] for line in told(error)}
    assert paths == {
        "datbase",
        "seller.emial",
        "seller.address[1]",
        "seller.payment_rules.post.short.EUR",
        "seller.payment_rules.post.over",
        "seller.payment_rules.post.under",
        "products[0].prices.EUR",
        "products[0].prices.XXQ",
        "products[0].delivery",
        "products[1]",
        "operator.language",
        "operator.roles[0]",
        "mail.transport",
        "mail.port",
        "mail.password",
        "methods.post.enabled",
        "cutoffs.FED",
    }
    assert "Did you mean “database”?" in error.value.say()
    assert "hunter2" not in error.value.say()


@pytest.mark.parametrize("text", ["seller = 3", "seller = [", "[[products]]\nx = 1", "methods = 1"])
def test_no_file_is_so_wrong_that_it_crashes(env: dict[str, str], text: str) -> None:
    """Whatever stands in the file, the answer is a sentence."""
    written(env, text)
    with pytest.raises(BadSetup):
        load(env)


def test_a_url_with_a_password_is_refused_in_the_open(env: dict[str, str]) -> None:
    """A database password belongs into the environment or secrets.toml, and is not repeated."""
    written(env, 'database = "postgresql+psycopg://u:hunter2@db/x"')
    with pytest.raises(BadSetup) as error:
        load(env)
    assert "CHECKOUT_DATABASE" in error.value.say()
    assert "hunter2" not in error.value.say()
    written(env, "")
    written(env, 'database = "postgresql+psycopg://u:hunter2@db/x"', "secrets.toml")
    assert load(env).database == "postgresql+psycopg://u:hunter2@db/x"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "northlight.example/privacy", "https://", "https:// x"]
)
def test_a_link_in_mails_is_an_address_of_a_page(env: dict[str, str], url: str) -> None:
    """R-103: whoever reads the mail opens it, so nothing else is taken; the mistake is told with its path."""
    for key in ("privacy_url", "website", "download_url"):
        with pytest.raises(BadInput, match=f"seller.{key}"):
            change(env, f"seller.{key}", url, {})
        change(env, f"seller.{key}", "https://northlight.example/it", {})


def test_the_environment_names_the_database(env: dict[str, str]) -> None:
    """CHECKOUT_DATABASE wins over the file."""
    written(env, 'database = "sqlite:///file.db"')
    assert load(env).database == "sqlite:///file.db"
    assert load(env | {"CHECKOUT_DATABASE": "sqlite:///other.db"}).database == "sqlite:///other.db"


def test_secrets_come_from_the_environment_first(env: dict[str, str]) -> None:
    """A method's secret is found in secrets.toml, and the environment overrides it; neither is printed."""
    written(env, '[methods.post]\napi_key = "from file"\n[mail]\npassword = "pw"', "secrets.toml")
    config = load(env)
    assert config.secrets.of_method("post", "api_key").reveal() == "from file"
    assert config.secrets.mail_password.reveal() == "pw"
    assert "from file" not in repr(config)
    nearer = load(env | {"CHECKOUT_POST_API_KEY": "nearer"})
    assert nearer.secrets.of_method("post", "api_key").reveal() == "nearer"


def test_secrets_that_others_may_read_are_refused(env: dict[str, str]) -> None:
    """A secrets.toml of a wider mode than 0600 stops the program with the command that mends it."""
    written(env, "", "secrets.toml", 0o640)
    with pytest.raises(BadSetup, match="chmod 600"):
        load(env)


def keyring(**held: str) -> ModuleType:
    """A keyring with these secrets, such as a desktop has."""
    module = ModuleType("keyring")
    asked: list[str] = []

    def get_password(service: str, name: str) -> str | None:
        assert service == "checkout-tui"
        asked.append(name)
        if name == "methods.post.locked":
            raise RuntimeError("the collection with sk_hunter2 is locked")
        return held.get(name.rsplit(".", 1)[-1])

    vars(module).update(get_password=get_password, asked=asked)
    return module


def test_the_keyring_is_asked_last_and_only_when_told_to(
    env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Environment, secrets.toml, and with [secrets] keyring = true the keyring: each name once, none printed."""
    module = keyring(api_key="from keyring", password="kept")
    monkeypatch.setitem(sys.modules, "keyring", module)
    assert not load(env).secrets.of_method("post", "api_key")
    assert not module.asked
    written(env, "[secrets]\nkeyring = true")
    written(env, '[mail]\npassword = "from file"', "secrets.toml")
    config = load(env)
    for _ in range(2):
        assert config.secrets.of_method("post", "api_key").reveal() == "from keyring"
        assert config.secrets.mail_password.reveal() == "from file"
    assert module.asked == ["database", "methods.post.api_key"]
    assert resolve_settings(POST, {"box": "1", "lines": ["a"]}, lambda s: config.secrets.of_method("post", s))
    assert "from keyring" not in repr(config) + (config.path).read_text()
    assert (
        load(env | {"CHECKOUT_POST_API_KEY": "near"}).secrets.of_method("post", "api_key").reveal() == "near"
    )
    with pytest.raises(BadSetup, match="RuntimeError") as error:
        config.secrets.of_method("post", "locked")
    assert "hunter2" not in error.value.say()


def test_a_keyring_that_is_not_there_is_said(env: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked for and not installed: the extra that brings it, and the setting that turns it off."""
    monkeypatch.setitem(sys.modules, "keyring", None)
    written(env, "[secrets]\nkeyring = true")
    with pytest.raises(BadSetup, match=r"pip install 'checkout-tui\[keyring\]'"):
        load(env)
    written(env, '[secrets]\nkeyring = "yes"')
    with pytest.raises(BadSetup, match=r"secrets\.keyring"):
        load(env)


def test_a_methods_settings_are_held_against_what_it_declares() -> None:
    """Unknown, missing, of another kind, and a secret in the open: all in one error, each with its path."""
    raw = {"bx": "12", "lines": "one", "rooms": "3", "open": 1, "api_key": "sk_hunter2"}
    with pytest.raises(BadSetup) as error:
        resolve_settings(POST, raw)
    paths = {line.split(": ")[0] for line in told(error)}
    wrong = ("bx", "box", "lines", "rooms", "open", "api_key")
    assert paths == {f"methods.post.{key}" for key in wrong}
    assert "Did you mean “box”?" in error.value.say()
    assert "sk_hunter2" not in error.value.say()


def test_a_methods_settings_are_made_complete() -> None:
    """Defaults fill in, lists become tuples, and the secret is put in."""
    settings = resolve_settings(POST, {"box": "12", "lines": ["a", "b"]}, lambda _: Secret("sk"))
    assert settings == {"box": "12", "lines": ("a", "b"), "rooms": 3, "open": True, "api_key": "sk"}
    assert default_settings(POST) == {"rooms": 3, "open": True}


def test_one_value_is_set_and_the_others_stay(env: dict[str, str]) -> None:
    """What else is in the file stays, each kind is understood, and the file is its owner's alone."""
    path = written(env, WHOLE, mode=0o644)
    before = tomllib.loads(WHOLE)
    change(env, "seller.allocate_on_receipt", "false", {"post": POST})
    change(env, "seller.registrations", "CA-GST/HST, EU-VAT", {"post": POST})
    change(env, "seller.address", "12, rue de l’Ouest\n75014 Paris, France\n", {"post": POST})
    change(env, "methods.post.rooms", "5", {"post": POST})
    change(env, "methods.post.box", "17", {"post": POST})
    change(env, "methods.post.enabled", "false", {"post": POST})
    after = tomllib.loads(path.read_text(encoding="utf-8"))
    assert after["seller"].pop("allocate_on_receipt") is False
    assert after["seller"].pop("registrations") == ["CA-GST/HST", "EU-VAT"]
    assert after["seller"].pop("address") == ["12, rue de l’Ouest", "75014 Paris, France"]
    before["seller"].pop("address", None)
    assert after["methods"].pop("post") == {"box": "17", "rooms": 5, "enabled": False}
    del before["seller"]["registrations"], before["methods"]["post"]
    assert after == before
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["config.toml"]


def test_the_first_value_makes_the_file(env: dict[str, str]) -> None:
    """Setting a value where there is no file makes one that can be used at once."""
    path, _ = change(env, "seller.name", "Northlight", {})
    assert path.exists()
    assert load(env).seller.name == "Northlight"


@pytest.mark.parametrize(
    ("key", "text", "says"),
    [
        ("operator.language", "de", "none of"),
        ("operator.langage", "fr", "language"),
        ("seler.name", "x", "seller"),
        ("methods.pots.box", "1", "post"),
        ("methods.post.rooms", "many", "whole number"),
        ("mail", "x", "table"),
        ("products", "x", "Products"),
        ("", "x", "Products"),
        ("seller.name.x", "y", "table"),
    ],
)
def test_a_wrong_value_changes_nothing(env: dict[str, str], key: str, text: str, says: str) -> None:
    """What would not be accepted when read is not written."""
    path = written(env, WHOLE)
    with pytest.raises(BadInput, match=says):
        change(env, key, text, {"post": POST})
    assert path.read_text(encoding="utf-8") == WHOLE


@pytest.mark.parametrize("key", ["methods.post.api_key", "mail.password"])
def test_a_secret_is_not_written(env: dict[str, str], key: str) -> None:
    """Setting a secret is refused with the place where it belongs."""
    path = written(env, WHOLE)
    with pytest.raises(BadInput, match=r"secrets\.toml") as error:
        change(env, key, "hunter2", {"post": POST})
    assert "hunter2" not in error.value.say()
    assert "hunter2" not in path.read_text(encoding="utf-8")


def test_the_token_is_made_once(tmp_path: Path) -> None:
    """The secret for links is the same at every start, and refused once others may read it."""
    path = tmp_path / "data" / "token"
    assert private_token(path, lambda: "first") == "first"
    assert private_token(path, lambda: "second") == "first"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    with pytest.raises(BadSetup, match="chmod 600"):
        private_token(path, lambda: "third")


def test_the_documented_configuration_is_right(env: dict[str, str]) -> None:
    """The example on the page about the command line is read as it stands."""
    page = Path(__file__).parents[1] / "docs" / "command-line.md"
    example, secrets = re.findall(r"```toml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    written(env, example)
    written(env, secrets, "secrets.toml")
    config = load(env)
    assert config.seller.products
    assert config.secrets.of_method("NAME", "secret_key")


@pytest.mark.parametrize("key", ["operator.name", "seller.name", "methods.post.box"])
def test_no_card_number_gets_into_the_file(env: dict[str, str], key: str) -> None:
    """Whatever it was typed for, from the screen or from a shell (R-097)."""
    path = written(env, WHOLE, mode=0o600)
    with pytest.raises(BadInput, match="card number"):
        change(env, key, "4242 4242 4242 4242", {"post": POST})
    assert "4242" not in path.read_text(encoding="utf-8")
