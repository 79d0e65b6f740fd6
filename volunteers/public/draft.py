"""What was typed so far on the way to the register: in the session, sealed, page by page as it was sent."""

import json
import secrets

from django.http import QueryDict
from django.utils import timezone

from civcenter.kit.secrets import seal, unseal
from volunteers.actions import GuardianYes, Held, Identity, Profile, age_rule
from volunteers.forms import join as forms

JOINING, EDITING = "volunteer_draft", "volunteer_edit"
"""Session keys."""

SHORT = ("home", "who", "guardian", "kinds", "check")
"""The pages of who asks once more: the rest is on record and may be changed on his card."""

SKILLS = ("skills", "licences")
"""Changing one's skills later."""

LONG = ("home", "who", "guardian", "kinds", "skills", "licences", "times", "about", "check")


class Draft:
    """The pages of one registration. A page is in order when its form takes what was sent; the last one writes."""

    def __init__(self, request, *, kept=JOINING, wanted=LONG, texts=None):
        self.session, self.person = request.session, request.person
        self.kept, self.wanted, self.texts = kept, wanted, texts or {}
        sealed = self.session.get(kept)
        self.sent = json.loads(unseal(sealed)) if sealed else {}
        self.key = self.sent.setdefault("key", secrets.token_urlsafe(12))
        self._clean = {}

    def put(self, name, data):
        """Keep one page as it was sent."""
        self.sent[name] = {key: data.getlist(key) for key in data if key != "csrfmiddlewaretoken"}
        self._clean.clear()
        self.session[self.kept] = seal(json.dumps(self.sent))

    def drop(self):
        self.session.pop(self.kept, None)

    def data(self, name):
        """What was sent from one page, or None."""
        if name not in self.sent:
            return None
        data = QueryDict(mutable=True)
        for key, values in self.sent[name].items():
            data.setlist(key, values)
        return data

    def form(self, name, data=None, paper=""):
        """The form of a page, with `data` or what was sent before."""
        data = data if data is not None else self.data(name)
        if name == "who":
            kind = paper or (data or {}).get("paper", "citizen")
            if data is not None and paper and paper != data.get("paper"):
                data = None
            return forms.PAPERS.get(kind, forms.CitizenForm)(data, known=self.person is not None)
        if name == "guardian":
            return forms.GuardianForm(data, is_child=self.is_child)
        if name == "licences":
            return forms.LicencesForm(data, skills=self.licensed)
        return PLAIN[name](data)

    def clean(self, name):
        """The form of a page if it holds what it should, else None."""
        if name not in self._clean:
            form = self.form(name)
            self._clean[name] = form if form.is_bound and form.is_valid() else None
        return self._clean[name]

    @property
    def pages(self):
        """The names of the pages this person meets, in order."""
        needed = {"who": self.is_unknown, "guardian": self.is_minor, "licences": bool(self.licensed)}
        return [name for name in self.wanted if needed.get(name, True)]

    def missing(self, before=None):
        """The first page that is not in order, or None; only those in front of `before` are looked at."""
        for name in self.pages:
            if name == before:
                return None
            if self.clean(name) is None:
                return name
        return None

    def after(self, name):
        pages = self.pages
        return pages[min(pages.index(name) + 1, len(pages) - 1)]

    def ahead(self, name):
        """The page before, or None on the first."""
        place = self.pages.index(name)
        return self.pages[place - 1] if place else None

    @property
    def is_unknown(self):
        """Neither paper nor birth date is on record yet."""
        return self.person is None or not (self.person.document_key and self.person.born_on)

    @property
    def born_on(self):
        if not self.is_unknown:
            return self.person.born_on
        who = self.clean("who")
        return who.cleaned_data.get("born_on") if who else None

    def _rule(self):
        home = self.clean("home")
        return age_rule(home.cleaned_data["home"].division_id[:6] if home else "", timezone.now())

    @property
    def is_minor(self):
        return bool(self.born_on) and self._rule().needs_guardian(self.born_on, timezone.localdate())

    @property
    def is_child(self):
        return bool(self.born_on) and self._rule().needs_child_text(self.born_on, timezone.localdate())

    @property
    def skills(self):
        form = self.clean("skills") if "skills" in self.sent else None
        return form.chosen() if form else []

    @property
    def licensed(self):
        return [skill for skill in self.skills if skill.needs_licence]

    # What the pages say together, for the verb.

    def identity(self):
        if not self.is_unknown:
            return None
        typed = self.clean("who").cleaned_data
        return Identity(typed.get("kind", ""), typed.get("number", ""), typed.get("born_on"), typed.get("sex") or "")

    def guardian(self):
        if not self.is_minor:
            return None
        typed = self.clean("guardian").cleaned_data
        child = self.texts["child"] if self.is_child else ""
        return GuardianYes(typed["guardian"], typed["relation"], typed["phone"], self.texts["guardian"], child)

    def profile(self):
        skills, times, about = self.clean("skills"), self.clean("times"), self.clean("about")
        licences = self.clean("licences").cleaned_data if self.licensed else {}
        return Profile(
            skills=[held(skill, licences) for skill in self.skills],
            talents=list(skills.cleaned_data["talents"]),
            slots=times.chosen(),
            **about.cleaned_data,
        )


def held(skill, licences):
    """A skill with what the page of licences says of it."""
    return Held(
        skill,
        licence_no=licences.get(f"no_{skill.pk}", ""),
        issuer=licences.get(f"by_{skill.pk}", ""),
        expires_on=licences.get(f"to_{skill.pk}"),
    )


PLAIN = {
    "home": forms.HomeForm,
    "kinds": forms.KindsForm,
    "skills": forms.SkillsForm,
    "times": forms.TimesForm,
    "about": forms.AboutForm,
    "check": forms.AgreeForm,
}
