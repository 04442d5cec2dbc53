"""The people the emulator knows, and the account it invents for any other address."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

_ADDRESS = re.compile(r"[^@\s<>\"']+@[^@\s<>\"']+\.[^@\s<>\"']+")
_CONSUMER_DOMAINS = frozenset({"gmail.com", "googlemail.com"})


@dataclass(frozen=True, slots=True)
class Person:
    """A Google account: who signs in, owns spreadsheets and gives consent."""

    email: str
    name: str

    @property
    def subject(self) -> str:
        """The stable account number that Google puts into `sub`: 21 digits."""
        digest = hashlib.sha256(f"google-account:{self.email}".encode()).digest()
        return "1" + str(int.from_bytes(digest[:12], "big") % 10**20).zfill(20)

    @property
    def given_name(self) -> str:
        """The first word of the name."""
        return self.name.split(" ", 1)[0]

    @property
    def family_name(self) -> str:
        """The rest of the name; may be empty."""
        return self.name.partition(" ")[2]

    @property
    def hosted_domain(self) -> str | None:
        """The Workspace domain, or None for a consumer account."""
        domain = self.email.rpartition("@")[2]
        return None if domain in _CONSUMER_DOMAINS else domain


ADMIN = Person("ada@demo.example", "Ada Brandt")
EDITOR = Person("emil@demo.example", "Emil Okafor")
VIEWER = Person("vera@demo.example", "Vera Lindqvist")
DEMO_PEOPLE = (ADMIN, EDITOR, VIEWER)


def person_of(address: str) -> Person | None:
    """The account behind a typed address, or None when it is not an e-mail address."""
    email = address.strip().lower()
    if not _ADDRESS.fullmatch(email):
        return None
    for person in DEMO_PEOPLE:
        if person.email == email:
            return person
    words = re.split(r"[._+-]+", email.partition("@")[0])
    return Person(email, " ".join(word.capitalize() for word in words if word) or email)
