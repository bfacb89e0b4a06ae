"""The purposes every organisation starts with, in both languages; their words may be edited."""

from dataclasses import dataclass

from linli.people.consent.rules import Words


@dataclass(frozen=True)
class Preset:
    """A purpose as it comes: its words; `is_required` means: without it nobody can be a member."""

    code: str
    words: Words
    is_required: bool = False


SERVICE, PROFILE, MATCHING = "service", "profile", "matching"
MARKETING, PHOTOS, ANALYTICS, CARE = "marketing", "photos", "analytics", "care"

PURPOSES: tuple[Preset, ...] = (
    Preset(
        SERVICE,
        Words(
            title_zh="社群服务",
            title_en="Running the community",
            text_zh="为了让你加入和使用社群，我们处理你的平台账号、昵称、入群和退群时间、你在群里的发言。",
            text_en="So that you can join and take part, we process your platform account, your name, when "
            "you joined and left, and what you say in the groups.",
        ),
        is_required=True,
    ),
    Preset(
        PROFILE,
        Words(
            title_zh="个人资料",
            title_en="Your profile",
            text_zh="我们保存你自己填写的资料（如行业、城市、需求），运营人员用它来为你提供合适的内容和活动。",
            text_en="We keep what you fill in about yourself (trade, city, needs), and the team uses it to "
            "offer you what fits.",
        ),
    ),
    Preset(
        MATCHING,
        Words(
            title_zh="对接与引荐",
            title_en="Matching and introductions",
            text_zh="我们可以根据你的资料，把你介绍给其他成员，或把其他成员介绍给你。",
            text_en="We may use your profile to introduce you to other members, and others to you.",
        ),
    ),
    Preset(
        MARKETING,
        Words(
            title_zh="营销信息",
            title_en="Marketing messages",
            text_zh="我们可以私下向你发送优惠、新品和促销消息。你可以随时关闭。",
            text_en="We may send you offers, new products and promotions in private. You can switch this off "
            "at any time.",
        ),
    ),
    Preset(
        PHOTOS,
        Words(
            title_zh="照片与作品展示",
            title_en="Photos and your work",
            text_zh="我们可以在社群之外展示有你的活动照片，或你在群里分享的作品和评价，并注明来自你。",
            text_en="We may show photos of you at events, and work or reviews you shared here, outside the "
            "community, with your name.",
        ),
    ),
    Preset(
        ANALYTICS,
        Words(
            title_zh="服务之外的分析",
            title_en="Analysis beyond the service",
            text_zh="除了运营社群必需的统计，我们可以分析你的互动，用于产品研究和人群研究。",
            text_en="Beyond the figures needed to run the community, we may study how you interact, for "
            "research about products and audiences.",
        ),
    ),
    Preset(
        CARE,
        Words(
            title_zh="关怀与回访",
            title_en="Care and follow-up",
            text_zh="运营人员可以记录与你的沟通，并在你久未出现或遇到问题时主动联系你。",
            text_en="The team may note what you talked about, and contact you when you have been away or had "
            "a problem.",
        ),
    ),
)

BY_CODE = {one.code: one for one in PURPOSES}
