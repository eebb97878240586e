"""Which phrases of the robot want an answer, and what kind of answer a caller gives."""

from enum import StrEnum


class Wants(StrEnum):
    """What the robot wants to hear."""

    MENU = "menu"
    ONE_BREATH = "one_breath"
    KNOWN_READING = "known_reading"
    ACCOUNT = "account"
    ACCOUNT_BY_DIGIT = "account_by_digit"
    ACCOUNT_KEYS = "account_keys"
    ACCOUNT_ENDING = "account_ending"
    NAME = "name"
    READING = "reading"
    READING_KEYS = "reading_keys"
    CONFIRM = "confirm"
    DOUBT = "doubt"
    FIX = "fix"
    NO = "no"
    YES = "yes"
    MESSAGE = "message"
    """A message for the box: everything, then the key that ends the recording."""
    END_OF_RECORDING = "end_of_recording"
    AGAIN = "again"
    """Nothing new: the caller says again what he said last."""


QUESTIONS: dict[str, Wants] = {
    "menu.open": Wants.MENU,
    "menu.closed": Wants.MENU,
    "menu.retry": Wants.MENU,
    "dictate.ask": Wants.ONE_BREATH,
    "dictate.known": Wants.KNOWN_READING,
    "dictate.short": Wants.KNOWN_READING,
    "voicebox.record": Wants.MESSAGE,
    "account.ask": Wants.ACCOUNT,
    "account.not_found": Wants.ACCOUNT,
    "account.more_digits": Wants.ACCOUNT,
    "account.by_digit": Wants.ACCOUNT_BY_DIGIT,
    "account.keypad": Wants.ACCOUNT_KEYS,
    "organisation.contract": Wants.ACCOUNT,
    "contract.not_found": Wants.ACCOUNT,
    "known.several": Wants.ACCOUNT_ENDING,
    "surname.ask": Wants.NAME,
    "surname.mismatch": Wants.NAME,
    "organisation.ask": Wants.NAME,
    "organisation.mismatch": Wants.NAME,
    "point.ask": Wants.READING,
    "reading.ask": Wants.READING,
    "reading.ask_day": Wants.READING,
    "reading.ask_night": Wants.READING,
    "reading.ask_peak": Wants.READING,
    "reading.ask_half_peak": Wants.READING,
    "reading.by_digit": Wants.READING,
    "reading.keypad": Wants.READING_KEYS,
    "organisation.points": Wants.READING,
    "check.lower_again": Wants.READING,
    "check.too_high_again": Wants.READING,
    "check.too_many_digits": Wants.READING,
    "check.swapped": Wants.READING,
    "check.same_ask": Wants.DOUBT,
    "confirm.ask": Wants.CONFIRM,
    "confirm.short": Wants.CONFIRM,
    "confirm.retry": Wants.CONFIRM,
    "fix.ask": Wants.FIX,
    "again.ask": Wants.NO,
    "link.ask": Wants.NO,
    "resume.ask": Wants.NO,
    "callback.offer": Wants.NO,
    "reminder.offer": Wants.YES,
    "callback.record": Wants.END_OF_RECORDING,
    "silence": Wants.AGAIN,
    "not_heard": Wants.AGAIN,
    "not_understood": Wants.AGAIN,
    "listening": Wants.AGAIN,
    "noisy": Wants.AGAIN,
    "polite": Wants.AGAIN,
}
"""Every phrase that an answer follows; the last one heard before the robot falls silent counts."""

ASKED_ZONE = {
    "reading.ask_day": "day",
    "reading.ask_night": "night",
    "reading.ask_peak": "peak",
    "reading.ask_half_peak": "half_peak",
}
"""Phrases that ask for one register."""

BEFORE_BEEP = frozenset({Wants.ONE_BREATH, Wants.KNOWN_READING, Wants.MESSAGE})
"""Questions that a signal usually follows."""
