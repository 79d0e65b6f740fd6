"""A broken rule is one Chinese sentence for the person who met it."""


class RuleBroken(Exception):
    """What was asked breaks a rule; nothing was changed.

    `sentence` says what is wrong, how to mend it and what is safe. `field` names the form field it
    belongs to, if any. Views never catch it: `kit.forms.act`, the middleware and the API handler do.
    """

    code = "rule"
    status = 409

    def __init__(self, sentence, field=None):
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class OutOfTurn(RuleBroken):
    """The row is no longer in a state from which this step may be taken."""

    code = "out_of_turn"

    def __init__(self, label):
        super().__init__(f"这一步现在不能“{label}”了，可能刚有人处理过。请刷新看看最新情况，什么都没有改动。")


class NotYours(RuleBroken):
    """The step is somebody else's; the sentence says whose."""

    code = "not_yours"
    status = 403


class LimitReached(RuleBroken):
    """A limit per person, phone or day is used up; the sentence says when to come again."""

    code = "limit"
