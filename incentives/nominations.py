"""What is typed to put somebody forward, at the desk and by a captain on his phone."""

from django import forms

from civcenter.kit import papers
from civcenter.kit.fields import WordsField
from civcenter.kit.forms import Form
from incentives.flow import GivenAt
from incentives.models import HonorRule

PAPERS = ("first", "second", "third")


def _paper(label):
    widget = forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"})
    return forms.FileField(label=label, required=False, widget=widget, error_messages={"empty": "这个文件是空的。"})


class Nomination(Form):
    """Which honour, for what, and up to three papers; what a level above gave says where it comes from."""

    rule = forms.ModelChoiceField(
        HonorRule.objects.none(), label="提名什么", empty_label=None, widget=forms.RadioSelect
    )
    deeds = WordsField(
        label="事迹", max_length=500, rows=4, help_text="公示时大家看得到。写做了什么、帮了谁，不写别人的姓名和电话。"
    )
    first = _paper("证明材料")
    second = _paper("证明材料（第二份）")
    third = _paper("证明材料（第三份）")

    def __init__(self, *args, rules, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["rule"].queryset = rules
        self.fields["rule"].initial = rules.first()
        self.fields["first"].help_text = "PDF 或照片，一份 5 MB 以内。只有审核的同事看得到。"
        if any(rule.given_at == GivenAt.ABOVE for rule in rules):
            self.fields |= {
                "issuer": WordsField(label="上级给的：授予单位", max_length=60, required=False),
                "issuer_no": WordsField(label="上级给的：文号", max_length=60, required=False),
                "granted_on": forms.DateField(
                    label="上级给的：哪天", required=False, widget=forms.DateInput(attrs={"type": "date"})
                ),
            }

    def _clean_paper(self, name):
        file = self.cleaned_data[name]
        if file and file.size > papers.BIGGEST:
            raise forms.ValidationError(papers.TOO_BIG.format(name=file.name))
        return file

    def clean_first(self):
        return self._clean_paper("first")

    def clean_second(self):
        return self._clean_paper("second")

    def clean_third(self):
        return self._clean_paper("third")

    @property
    def details(self):
        """What `nominate` is told."""
        typed = dict(self.cleaned_data)
        sent = [typed.pop(name) for name in PAPERS]
        return {**typed, "files": [(file.name, file.read()) for file in sent if file]}
