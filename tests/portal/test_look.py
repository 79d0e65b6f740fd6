"""The look's own promises: what the CSP refuses is nowhere, budgets hold, fields say what is wrong."""

import gzip
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django import forms
from django.template import engines

from civcenter.kit import deadlines
from civcenter.kit.icons import ICONS

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STATIC = ROOT / "civcenter" / "static"


def render(source, **context):
    return engines["django"].from_string("{% load kit %}" + source).render(context)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_template_holds_nothing_the_csp_refuses(template):
    found = re.findall(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", template.read_text())
    assert found == [] or "json_script" in template.read_text()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_template_names_only_icons_that_are_drawn(template):
    named = re.findall(r'{% icon "([^"]+)"', template.read_text())
    named += re.findall(r'empty\.html" with icon="([^"]+)"', template.read_text())
    assert set(named) <= set(ICONS)


def test_first_visit_stays_in_its_budget():
    sizes = {name: len(gzip.compress((STATIC / name).read_bytes())) for name in ("portal.css", "portal.js")}
    htmx = next(STATIC.glob("htmx-*.min.js"))
    assert sizes["portal.css"] <= 7 * 1024
    assert sizes["portal.js"] + len(gzip.compress(htmx.read_bytes())) <= 18 * 1024


def test_stylesheet_keeps_to_the_browser_floor():
    css = (STATIC / "portal.css").read_text()
    assert re.findall(r":has\(|@container|color-mix|@layer|\bdvh\b|(?<!grid-)(?<!row-)\bgap:", css) == []


class Example(forms.Form):
    kind = forms.ChoiceField(label="哪一类", choices=[("a", "帮扶"), ("b", "看病")], widget=forms.RadioSelect)
    words = forms.CharField(label="什么事", help_text="一句话就行", widget=forms.Textarea)
    place = forms.ChoiceField(label="村", choices=[("1", "北庄村")], required=False)
    agree = forms.BooleanField(label="我同意")


def test_field_links_hint_and_error_to_its_control():
    form = Example({"kind": "a"})
    html = render("{% field form.words %}", form=form)
    assert 'aria-describedby="id_words_hint id_words_err"' in html
    assert 'aria-invalid="true"' in html
    assert html.index('id="id_words_err"') < html.index("<textarea")
    assert '<label class="lab" for="id_words">' in html


def test_field_draws_choices_as_a_named_group_and_keeps_what_was_picked():
    html = render("{% field form.kind %}", form=Example({"kind": "b"}))
    assert "<legend" in html and 'value="b" id="id_kind_1" checked' in html
    assert html.count("checked") == 1


def test_field_escapes_what_was_typed():
    html = render("{% field form.words %}", form=Example({"words": "</textarea><script>alert(1)</script>"}))
    assert "<script>" not in html


def test_optional_field_says_so_and_a_hidden_one_is_only_a_control():
    assert "可以不填" in render("{% field form.place %}", form=Example())
    assert "可以不填" not in render("{% field form.place mark=False %}", form=Example())


def test_error_summary_links_into_the_field_and_a_group_by_its_first_choice():
    html = render("{% errors form %}", form=Example({}))
    assert 'href="#id_words"' in html and 'href="#id_kind_0"' in html
    assert "还差 3 处没填对" in html


def test_error_summary_is_silent_without_errors():
    assert render("{% errors form %}", form=Example()).strip() == ""


NOON = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
"""Tuesday, 10:00 in the county."""


@pytest.mark.parametrize(
    ("due", "state", "words"),
    [
        (timedelta(hours=1), "soon", "还剩 1 小时"),
        (timedelta(minutes=25), "soon", "还剩 25 分钟"),
        (timedelta(hours=8), "ok", "还剩 6 小时"),
        (timedelta(days=1, hours=2), "ok", "明天 12:00 前"),
        (timedelta(days=9), "ok", "12 月 3 日 10:00 前"),
        (timedelta(0), "late", "刚过时限"),
        (-timedelta(hours=1), "late", "超时 1 小时"),
        (-timedelta(days=4), "late", "超时 2 个工作日"),
    ],
)
def test_deadline_reads_in_working_time(due, state, words):
    chip = deadlines.chip(NOON + due, now=NOON)
    assert (chip.state, chip.words) == (state, words)


def test_paused_deadline_names_whom_we_await_and_none_draws_nothing():
    assert deadlines.chip(NOON, now=NOON, waiting="镇所回话").words == "等镇所回话"
    assert deadlines.chip(None, now=NOON) is None


def test_step_bar_marks_the_current_step_once():
    html = render("{% steps labels 1 %}", labels=["点单", "制单", "派单"])
    assert html.count('aria-current="step"') == 1
    assert html.count('class="done"') == 1


def test_bar_without_a_whole_draws_nothing():
    assert render("{% bar 3 0 %}").strip() == ""
    assert 'width="75.0"' in render("{% bar 3 4 %}")


def test_qr_is_inline_and_has_a_name():
    html = render("{% qr 'https://example.cn/wish/' '点单码' %}")
    assert 'aria-label="点单码"' in html and "<path" in html and "style=" not in html
