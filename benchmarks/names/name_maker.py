"""Enterprise names made by rule: region, trade name, trade and organisation form, and the ways people shorten them.

No name is taken from a register; agreement with a real one is chance.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

_BRAND = (
    "安宝保北博昌长辰晨诚川创春达大德鼎东多恩飞丰峰凤福富光广贵国海航豪禾合和恒弘宏洪鸿华惠慧汇吉佳嘉建健江金津锦晋京晶景久聚骏君凯"
    "康科坤兰朗乐雷力立利联亮林龙隆鲁路绿茂美民明铭南宁鹏平普启千乾钱强庆秋泉群仁日荣瑞润赛三森山尚升胜盛时世硕思松泰腾天通同旺威维伟"
    "文沃五西喜新鑫信星兴旭轩雅亚阳洋业一怡易益逸银英永优友宇玉元源远月云运泽展哲振正志智中众州卓紫祖尊"
)
_WIDE = "".join(
    bytes([row, cell]).decode("gb2312") for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFF)
)  # the common characters of GB 2312, level 1
_FOREIGN = "阿埃奥巴贝比伯布达戴德迪蒂杜厄恩尔法菲费弗福戈格哈赫霍基吉加杰卡凯科克肯拉莱兰劳雷里力利林卢罗洛马迈曼梅米莫姆纳尼诺帕佩皮普奇乔萨塞莎史斯索塔泰特图托瓦威维沃西希夏亚伊英尤泽扎"
_PLACES = (
    "北京 上海 天津 重庆 广州 深圳 杭州 南京 武汉 成都 西安 苏州 宁波 青岛 大连 厦门 长沙 郑州 济南 合肥 福州 昆明 沈阳 长春 哈尔滨 石家庄 太原 "
    "南昌 南宁 贵阳 兰州 海口 无锡 温州 佛山 东莞 珠海 中山 惠州 烟台 潍坊 徐州 常州 南通 绍兴 嘉兴 金华 台州 泉州 漳州 洛阳 襄阳 宜昌 株洲 "
    "河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 内蒙古 广西 宁夏 新疆"
).split()
_TRADES = (
    "科技 信息技术 网络科技 电子商务 商贸 贸易 国际贸易 物流 货运 物业管理 房地产开发 置业 建筑工程 装饰工程 建设 机械制造 机电设备 电子 电气 电子科技 "
    "医药 生物科技 医疗器械 食品 餐饮管理 酒店管理 服饰 纺织 制衣 鞋业 家具 印刷 包装 化工 新材料 新能源 环保科技 园林绿化 农业发展 种业 养殖 矿业 "
    "投资 投资管理 资产管理 投资咨询 金融信息服务 财富管理 融资担保 小额贷款 商业保理 融资租赁 文化传媒 广告 影视传媒 教育咨询 人力资源 劳务 汽车销售 "
    "汽车配件 汽车服务 旅行社 健身服务 家政服务 供应链管理 实业 企业管理 能源 石油化工 钢铁 水泥 塑胶制品 五金制品 玩具 灯饰 光电科技 半导体"
).split()
_FORMS = (
    ("有限公司",) * 14
    + ("有限责任公司",) * 3
    + ("股份有限公司",) * 3
    + ("集团有限公司", "集团股份有限公司", "(集团)有限公司")
)
_SHORT_ENDS = (
    "股份 科技 集团 控股 电气 医药 药业 生物 电子 电力 能源 环保 材料 新材 化学 化工 机械 重工 机电 建设 建材 地产 置业 发展 实业 传媒 文化 影视 教育 "
    "食品 农业 牧业 种业 乳业 酒业 旅游 酒店 百货 商城 物流 航空 海运 港口 银行 证券 信托 保险 基金 资本 投资 国际 网络 软件 信息 通信 通讯 光电 光学 "
    "照明 汽车 客车 动力 轴承 精工 精密 重机 钢铁 特钢 铝业 铜业 锌业 矿业 煤业 煤电 石油 石化 燃气 水务 水泥 玻璃 纸业 包装 印刷 家居 家纺 服饰 服装 "
    "纺织 高新 高科 智能 数据 数码 视讯 游戏 互动 医疗 健康 制药 器械 园林 生态 环境 工程 装饰 路桥 高速 铁路 电网 热电 水电 电缆 线缆"
).split()
_FINANCE_ENDS = "金融 财富 理财 贷 宝 网 金服 资本 投资 金控 在线 易贷 钱包 创投 e贷 众筹 普惠 互联 金融网 金融平台 理财网 商城 农场 健康 养老".split()


_WORDS = (
    "向日葵 金螳螂 小天鹅 七匹狼 大白兔 老干妈 蓝月亮 红蜻蜓 黑牡丹 白云山 长颈鹿 小黄鸭 三只羊 五粮 六月雪 九阳 双汇 百姓 千里马 万家乐 新世界 好想你 来伊份 "
    "海底捞 钱妈妈 叮咚 飞鸽 永久 凤凰 骆驼 雄鹰 猎豹 金牛 银杏 蜂巢 蚂蚁 大象 海豚 彩虹 太阳花 月亮湾 星空 大地 春风 秋林 冬青 瀑布 高山 长河 草原 沙漠 胡杨 "
    "老百姓 好邻居 我爱家 优客 乐友 快乐购 易到 趣店 途牛 去哪 饿了 美团 滴答 拼好货 爱回收 自如 贝壳 蛋壳 花卷 豆瓣 知了 果壳 芒果 菠萝 柠檬 樱桃 橄榄 苹果"
).split()


@dataclass
class NameMaker:
    """Makes full and short names from one source of randomness."""

    random: random.Random

    def brand(self, least: int = 2, most: int = 3) -> str:
        """A trade name (字号)."""
        pool = _BRAND if self.random.random() < 0.6 else _WIDE
        return "".join(self.random.choices(pool, k=self.random.randint(least, most)))

    def foreign(self) -> str:
        """A transliterated name."""
        return "".join(self.random.choices(_FOREIGN, k=self.random.choice([2, 2, 3, 3, 4, 5])))

    def latin(self) -> str:
        """A name in Latin letters."""
        letters = "".join(self.random.choices("abcdefghijklmnoprstuvw", k=self.random.randint(2, 6)))
        return self.random.choice([letters.upper()[:4], letters.capitalize(), letters + "e"])

    def place(self) -> str:
        """A province or city, now and then with its level word."""
        place = self.random.choice(_PLACES)
        return place + "市" if self.random.random() < 0.2 else place

    def full(self) -> str:
        """A full registered name."""
        place, trade, form = self.place(), self.random.choice(_TRADES), self.random.choice(_FORMS)
        brand = self.brand(2, 4) if self.random.random() < 0.9 else self.foreign()
        if self.random.random() < 0.25:
            trade = self.random.choice(_SHORT_ENDS) + trade
        kind = self.random.random()
        if kind < 0.12:
            return f"{brand}({place}){trade}{form}"
        if kind < 0.18:
            return f"{place}{brand}{self.random.choice(['集团', '控股', '投资控股', '金融控股'])}{form}"
        return f"{place if kind < 0.75 else ''}{brand}{trade}{form}"

    def short(self) -> str:
        """A short name of the kinds that news use."""
        kind = self.random.random()
        if kind < 0.36:
            return self.brand(2, 2) + self.random.choice(_SHORT_ENDS)
        if kind < 0.44:
            return self.random.choice(_PLACES)[:2] + self.brand(2, 2)
        if kind < 0.50:
            return self.random.choice(["ST", "*ST", "S*ST", "N"]) + self.brand(2, 2)
        if kind < 0.56:
            return self._wordlike() + self.random.choice(["", "", "股份", "科技", "控股", "A", "B"])
        if kind < 0.68:
            return self.brand(1, 3) + self.random.choice(_FINANCE_ENDS)
        if kind < 0.78:
            return self.brand(2, 3)
        if kind < 0.83:
            return self.brand(2, 4) + self.random.choice(["公司", "集团", "集团公司", "系"])
        if kind < 0.94:
            return self.foreign() + self.random.choice(["", "", "", "集团", "银行", "公司", "汽车"])
        return self.latin() + self.random.choice(["", "", "租宝", "科技", "集团"])

    def _wordlike(self) -> str:
        """A brand that is a word of the language."""
        return self.random.choice(_WORDS)
