"""What a division is called in law, and the tiers of outposts. No database."""

from django.db.models import TextChoices


class DivisionTier(TextChoices):
    """The three levels of the tree, told by the length of the code: 6, 9, 12 digits."""

    COUNTY = "county", "县"
    TOWNSHIP = "township", "乡镇"
    VILLAGE = "village", "村社区"


class Tier(TextChoices):
    """The outpost of each level: 中心, 所, 站."""

    CENTER = "center", "实践中心"
    BRANCH = "branch", "实践所"
    STATION = "station", "实践站"


class Kind(TextChoices):
    """What a division is within its tier."""

    COUNTY = "county", "县"
    CITY = "city", "县级市"
    DISTRICT = "district", "区"
    BANNER = "banner", "旗"
    PREFECTURE = "prefecture", "不设县的市"
    STREET = "street", "街道"
    TOWN = "town", "镇"
    RURAL = "rural", "乡"
    SUMU = "sumu", "苏木"
    ZONE = "zone", "开发区"
    FARM = "farm", "农林牧场"
    COMMUNITY = "community", "社区"
    VILLAGE = "village", "村"
    GACHA = "gacha", "嘎查"
    OTHER = "other", "类似单位"


OUTPOST_TIERS = {
    DivisionTier.COUNTY: Tier.CENTER,
    DivisionTier.TOWNSHIP: Tier.BRANCH,
    DivisionTier.VILLAGE: Tier.STATION,
}
OUTPOST_WORDS = {
    DivisionTier.COUNTY: "新时代文明实践中心",
    DivisionTier.TOWNSHIP: "新时代文明实践所",
    DivisionTier.VILLAGE: "新时代文明实践站",
}
