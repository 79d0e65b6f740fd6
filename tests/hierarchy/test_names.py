"""Kinds and outposts' names, on names that occur in real lists."""

import pytest

from civcenter.hierarchy.choices import Kind
from civcenter.hierarchy.names import kind_of, outpost_name, sounds


@pytest.mark.parametrize(
    ("code", "name", "kind"),
    [
        ("621026", "宁县", Kind.COUNTY),
        ("621126", "积石山保安族东乡族撒拉族自治县", Kind.COUNTY),
        ("370481", "滕州市", Kind.CITY),
        ("110108", "海淀区", Kind.DISTRICT),
        ("150121", "土默特左旗", Kind.BANNER),
        ("441900", "东莞市", Kind.PREFECTURE),
        ("370481001", "荆河街道", Kind.STREET),
        ("370481001", "荆河街道办事处", Kind.STREET),
        ("621026100", "新宁镇", Kind.TOWN),
        ("621026205", "南义乡", Kind.RURAL),
        ("530102204", "双龙彝族民族乡", Kind.RURAL),
        ("150521203", "巴彦塔拉苏木", Kind.SUMU),
        ("621026400", "宁县工业集中区", Kind.ZONE),
        ("621026401", "和盛工业园", Kind.ZONE),
        ("621026402", "经济开发区管委会", Kind.ZONE),
        ("230100500", "红旗农场", Kind.FARM),
        ("230100501", "湘乐林场", Kind.FARM),
        # A street among the numbers of the towns: the name says it.
        ("621026150", "城关街道", Kind.STREET),
        # No word in the name: the range says it.
        ("659001105", "石河子", Kind.TOWN),
        ("659001450", "一四一团", Kind.OTHER),
        ("621026100001", "东城居委会", Kind.COMMUNITY),
        ("621026100200", "北庄村委会", Kind.VILLAGE),
        ("370481001200", "韩桥村村民委员会", Kind.VILLAGE),
        ("621026103400", "长庆桥工业集中区社区", Kind.COMMUNITY),
        # Real rows whose name and range differ.
        ("370481003217", "前十里铺村村民居委会", Kind.COMMUNITY),
        ("621026105500", "湘乐林场生活区", Kind.OTHER),
        ("150521203201", "巴彦塔拉嘎查", Kind.GACHA),
        ("150521203202", "哈日干图嘎查村民委员会", Kind.GACHA),
        ("621026100009", "九龙", Kind.COMMUNITY),
        ("621026100209", "北庄", Kind.VILLAGE),
    ],
)
def test_the_name_tells_the_kind_else_the_range(code, name, kind):
    assert kind_of(code, name) == kind


@pytest.mark.parametrize(
    ("tier", "name", "outpost"),
    [
        ("county", "宁县", "宁县新时代文明实践中心"),
        ("township", "新宁镇", "新宁镇新时代文明实践所"),
        ("township", "荆河街道办事处", "荆河街道新时代文明实践所"),
        ("township", "经济开发区管委会", "经济开发区新时代文明实践所"),
        ("village", "北庄村委会", "北庄村新时代文明实践站"),
        ("village", "韩桥村村民委员会", "韩桥村新时代文明实践站"),
        ("village", "东城居委会", "东城社区新时代文明实践站"),
        ("village", "荆庄社区居民委员会", "荆庄社区新时代文明实践站"),
        ("village", "李村社区村委会", "李村社区新时代文明实践站"),
        ("village", "前十里铺村村民居委会", "前十里铺村新时代文明实践站"),
        ("village", "哈日干图嘎查村民委员会", "哈日干图嘎查新时代文明实践站"),
        ("village", "湘乐林场生活区", "湘乐林场生活区新时代文明实践站"),
        ("village", "北庄村", "北庄村新时代文明实践站"),
        # A name that is nothing but a title stays as it is.
        ("village", "村委会", "村委会新时代文明实践站"),
    ],
)
def test_an_outpost_is_named_after_the_place_not_the_committee(tier, name, outpost):
    assert outpost_name(tier, name) == outpost


def test_names_are_found_by_sound():
    assert sounds("宁县") == {"pinyin": "ningxian", "initials": "nx"}
    assert sounds("𠮷村")["initials"].endswith("c")
