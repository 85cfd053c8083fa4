"""The ways a request can fail that are not bugs."""

from flask_babel import lazy_gettext as _l


class RuleBroken(Exception):
    """A business rule said no. `message` is what the customer reads. Answered with 409."""

    message = _l("We could not do that.")

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__()

    def __str__(self) -> str:
        return str(self.message).format(**self.facts)


class TooMany(RuleBroken):
    """Asked for too often. `retry_after` is in whole seconds. Answered with 429."""

    message = _l("Too many tries. Try again in a while.")

    def __init__(self, *, retry_after: int, **facts: object) -> None:
        self.retry_after = retry_after
        super().__init__(retry_after=retry_after, **facts)


class PartnerUnavailable(Exception):
    """Somebody else's system is silent. Nothing is lost; it is tried again. Answered with 503."""
