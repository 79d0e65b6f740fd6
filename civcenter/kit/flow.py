"""What every flow table is made of: arrows with a label, where they start, where they end and whose hand takes them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One arrow of a table. `sources` empty: the row is born by it. `form` names what must be said with it.

    `hands` are members of the flow's own enum; the one named SYSTEM is nobody's button.
    """

    name: str
    label: str
    sources: tuple
    target: str
    hands: tuple
    form: str = ""

    @property
    def has_button(self):
        """A step that a person may take; system steps have no button, URL or API path."""
        return any(hand.name != "SYSTEM" for hand in self.hands)


def table(*steps):
    return {step.name: step for step in steps}


def transitions(flow):
    """The arrows a database trigger lets pass, sorted so that migrations do not flap."""
    return sorted({(str(s), str(step.target)) for step in flow.values() for s in step.sources})
