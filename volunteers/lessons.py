"""The first module for everybody, the trainings most teams need, and the backbone's stages; a county adds its own.

The aims, content and requirements are those every centre works by; the wording is ours, and short.
"""

from volunteers.models import BackboneStage, Training, TrainingPage, TrainingQuestion

BASIC = "basics"

# code, name, what it is for, months it counts (None: for good)
TRAININGS = [
    (BASIC, "新时代文明实践是干什么的", "人人先学的第一课：目标、内容、要求", None),
    ("first-aid", "急救和心肺复苏", "义诊、大型活动、应急救援", 24),
    ("water-safety", "水边救生", "防溺水巡查、抗汛", 12),
    ("care-basics", "上门照料老人", "帮扶照料、探访独居", 24),
    ("preaching", "怎么给乡亲们宣讲", "政策宣讲", None),
    ("team-lead", "怎么带一支队", "队长、副队长", 24),
]

PAGES = [
    (
        "为什么办：三句话",
        "文明实践中心、所、站是给乡亲们办事的地方。\n"
        "一是把党的好政策讲明白，二是把乡亲们的难事帮着办，三是把村里的好风气带起来。\n"
        "谁都能来点单，谁都能来帮忙。",
    ),
    (
        "做什么：五件事",
        "讲理论政策；丰富文化生活；破陈规、改旧俗；学科技、学健康；帮老、帮小、帮有难处的人。\n"
        "您接的每一单，都在这五件事里。",
    ),
    (
        "怎么做：乡亲们说了算",
        "先由乡亲们点单，中心制单，所站派单，志愿者接单，最后由乡亲们评单。\n"
        "去不去由您定，答应了就准时到；去不了早点退出，站里好另找人。",
    ),
    (
        "不能做的三样",
        "不收钱、不收东西；不往外说别人家的事；有危险的活，没学过、没上保险不上手。\n时长照实记，多一分钟也不写。",
    ),
]

# question, options, place of the right one
QUESTIONS = [
    ("办得好不好，最后谁说了算？", ["志愿者自己", "点单的乡亲", "县里的电脑"], 1),
    ("老人家硬要给您 20 块钱，怎么办？", ["收下，别伤了和气", "婉言谢绝，一分不收", "交给队长"], 1),
    ("答应了的单去不了，怎么办？", ["早点退出，站里另找人", "不去就行了", "让家里娃替我去"], 0),
    ("干了 1 小时 10 分钟，该记多少？", ["2 小时", "1 小时 10 分钟", "加上路上的时间"], 1),
]

# code, name, hours on record, trainings, whether the mentor must say a word
STAGES = [
    ("sprout", "苗子", 20, [BASIC], False),
    ("hand", "能手", 60, [BASIC, "care-basics"], True),
    ("leader", "带头人", 150, [BASIC, "team-lead"], True),
]


def seed():
    """Put the trainings, the first module and the stages in place; what the county edited stays."""
    rows = [
        Training(code=code, name=name, purpose=purpose, valid_months=months, is_basic=code == BASIC, rank=rank)
        for rank, (code, name, purpose, months) in enumerate(TRAININGS)
    ]
    Training.objects.bulk_create(rows, ignore_conflicts=True)
    if not TrainingPage.objects.filter(training=BASIC).exists():
        _first_module()
    if not BackboneStage.objects.exists():
        _stages()


def _stages():
    for rank, (code, name, hours, trainings, needs_word) in enumerate(STAGES, start=1):
        stage = BackboneStage.objects.create(code=code, name=name, rank=rank, minutes=hours * 60, needs_word=needs_word)
        stage.trainings.set(trainings)


def _first_module():
    TrainingPage.objects.bulk_create(
        TrainingPage(training_id=BASIC, rank=rank, title=title, body=body)
        for rank, (title, body) in enumerate(PAGES, start=1)
    )
    TrainingQuestion.objects.bulk_create(
        TrainingQuestion(training_id=BASIC, rank=rank, text=text, options=options, answer=answer)
        for rank, (text, options, answer) in enumerate(QUESTIONS, start=1)
    )
