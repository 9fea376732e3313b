"""The screens that a function key opens, by the name in the list of actions."""

from checkout_tui.tui.screens.base import DeskScreen
from checkout_tui.tui.screens.blind import BlindScreen
from checkout_tui.tui.screens.call import CallScreen
from checkout_tui.tui.screens.charge import ChargeScreen
from checkout_tui.tui.screens.clock import ClockScreen
from checkout_tui.tui.screens.methods import MethodsScreen
from checkout_tui.tui.screens.money import MoneyScreen
from checkout_tui.tui.screens.new_order import NewOrderScreen
from checkout_tui.tui.screens.outbox import OutboxScreen
from checkout_tui.tui.screens.privacy import PrivacyScreen
from checkout_tui.tui.screens.queue import QueueScreen
from checkout_tui.tui.screens.settings import SettingsScreen

PLACES: dict[str, type[DeskScreen]] = {
    "blind": BlindScreen,
    "call": CallScreen,
    "charge": ChargeScreen,
    "clock": ClockScreen,
    "methods": MethodsScreen,
    "money": MoneyScreen,
    "new_order": NewOrderScreen,
    "outbox": OutboxScreen,
    "privacy": PrivacyScreen,
    "queue": QueueScreen,
    "settings": SettingsScreen,
}
