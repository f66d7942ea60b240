"""Measure how well regions are found: `python -m tests.measure_regions`.

The texts are our own, written to hold what news holds: full and short names, same-named places, and names
inside other words. A line is a text and the regions that it should give, the first where it is about; `-`
for none. A text before `|` is the title. Precision and recall are over all regions of all texts; a first
region is right where it is the one expected, or where none is expected and none given.
"""

from dataclasses import dataclass

from index.regions import find_regions

HANS = """
天津市宝坻区召开会议	天津市/宝坻区
天津宝坻的大葱获得丰收	天津市/宝坻区
记者从昆山市获悉，昆山新建一座公园	江苏省/苏州市/昆山市
义乌小商品卖到全球	浙江省/金华市/义乌市
江苏苏州昆山发布公告	江苏省/苏州市/昆山市
四川省凉山彝族自治州西昌市举行火把节	四川省/凉山彝族自治州/西昌市
凉山州的索玛花开了	四川省/凉山彝族自治州
湖南湘西州凤凰县迎来游客	湖南省/湘西土家族苗族自治州/凤凰县
新疆喀什的老城修缮一新	新疆维吾尔自治区/喀什地区
内蒙古锡林浩特草原返青	内蒙古自治区/锡林郭勒盟/锡林浩特市
广西资源县发现古树群	广西壮族自治区/桂林市/资源县
甘肃省甘南藏族自治州合作市降雪	甘肃省/甘南藏族自治州/合作市
河北省廊坊市大城县的红木家具	河北省/廊坊市/大城县
黑龙江省佳木斯市东风区改造旧楼	黑龙江省/佳木斯市/东风区
海南省东方市的火龙果上市	海南省/东方市
北京朝阳区新开一所小学	北京市/朝阳区
长春市朝阳区新开一所小学	吉林省/长春市/朝阳区
辽宁朝阳出土化石	辽宁省/朝阳市
南京的小学，位于鼓楼区	江苏省/南京市/鼓楼区
徐州的小学，位于鼓楼区	江苏省/徐州市/鼓楼区
福州鼓楼区整治内河	福建省/福州市/鼓楼区
开封市鼓楼区夜市开张	河南省/开封市/鼓楼区
大连市中山区的广场	辽宁省/大连市/中山区
自贡市大安区的盐井	四川省/自贡市/大安区
深圳南山的企业	广东省/深圳市/南山区
上海浦东新区推出新政	上海市/浦东新区
上海浦东推出新政	上海市/浦东新区
上海市普陀区的菜场	上海市/普陀区
舟山市普陀区的渔船	浙江省/舟山市/普陀区
江苏南通通州区的企业	江苏省/南通市/通州区
北京城市副中心位于通州	北京市/通州区
雄安新区启动区建设提速	河北省/雄安新区
香港特别行政区政府公布预算	香港
香港中文大学（深圳）举行毕业礼，深圳市领导出席	广东省/深圳市
澳门的葡挞	澳门
郑州和开封两地通了城际铁路，河南的旅客称便	河南省/郑州市 河南省/开封市
山东日照的海滩，日照市民很高兴	山东省/日照市
甘肃白银市的矿山公园	甘肃省/白银市
广西来宾市兴宾区的甘蔗	广西壮族自治区/来宾市/兴宾区
合肥市政府与六安市政府签约	安徽省/合肥市 安徽省/六安市
成都、重庆共建经济圈	四川省/成都市 重庆市
京津冀三地签约，北京、天津、河北的代表出席	北京市 天津市 河北省
吉林长白山迎来游客，吉林省气象局提醒	吉林省
昌吉回族自治州阜康市天池景区	新疆维吾尔自治区/昌吉回族自治州/阜康市
恩施州利川市的山歌	湖北省/恩施土家族苗族自治州/利川市
襄阳枣阳的桃花	湖北省/襄阳市/枣阳市
塘沽的老街	天津市/塘沽区
武汉市江岸区和武昌区同时停水	湖北省/武汉市/江岸区 湖北省/武汉市/武昌区
西藏自治区林芝市墨脱县通车	西藏自治区/林芝市/墨脱县
海南三亚的免税店	海南省/三亚市
贵州毕节威宁县的苹果	贵州省/毕节市/威宁彝族回族苗族自治县
长沙县|长沙县的项目集中开工，长沙县委书记出席	湖南省/长沙市/长沙县
宁波慈溪、余姚一带有暴雨	浙江省/宁波市/慈溪市 浙江省/宁波市/余姚市
唐山市消防救援队驰援北京|唐山市消防救援队伍连夜出发，唐山的队员抵达北京	河北省/唐山市 北京市
青岛啤酒节|青岛市崂山区的啤酒节开幕，崂山的广场人山人海	山东省/青岛市/崂山区
山东舰返回母港三亚	海南省/三亚市
人民网海南频道报道	-
他是河南籍运动员	-
山东大学的教授	-
中山大学的学者	-
上海合作组织成员国元首会晤	-
北京时间今晚八点开赛	-
新华社北京6月9日电　国务院常务会议强调，要稳就业	-
走在南京西路上	-
住在北京路十二号	-
资源合作共赢，促进合作	-
高举和平发展的旗帜	-
东风浩荡，春回大地	-
新民晚报的评论	-
日照时间越来越长	-
开封这瓶陈酒	-
白银价格上涨	-
来宾陆续入席	-
东方文明源远流长	-
这座大城的夜晚	-
民主生活会如期举行	-
群众安定有序	-
一定长治久安	-
邯郸学步不可取	-
不能形成都市病	-
三成都是年轻人	-
最大连胜纪录	-
扩大同区域伙伴的交流	-
上海市场份额不断扩大的公司	上海市
黄河南岸的油菜花	-
长江入海口的滩涂	-
不断创新界限	-
经济学家刘遵义认为	-
演员王建德获奖	-
美国佛罗里达州的飓风	-
明尼苏达州的选举	-
澳大利亚昆士兰州的牧场	-
德州扒鸡好吃	-
乌克兰海军的基地	-
每周至少锻炼三次	-
弘扬中国精神	-
非常熟悉这里	-
确保定期检查	-
推广安全用电	-
光荣成就载入史册	-
吃一块三明治	-
哈密瓜熟了	-
喝普洱茶	-
山西路的早点铺	-
从长安街走过	-
北海道的雪	-
黄石公园的熊	-
大理石的台阶	-
解放区的天	-
参加工农业展览	-
他在光明日报撰文	-
坚持通道安全，方正集团公安机关同心协力	-
各位长子长女共和国万年长青	-
"""

HANT = """
臺南市永康區公所宣布	臺南市/永康區
台南永康的工廠	臺南市/永康區
臺中市大安區的海邊	臺中市/大安區
臺北市大安區的公園	臺北市/大安區
基隆市中山區的港口	基隆市/中山區
台北市中山區的酒店	台北市/中山區
南投縣信義鄉的梅花	南投縣/信義鄉
嘉義縣阿里山鄉的茶園	嘉義縣/阿里山鄉
花蓮縣秀林鄉發生地震	花蓮縣/秀林鄉
彰化縣鹿港鎮的老街	彰化縣/鹿港鎮
新北市板橋區的夜市，板橋人潮眾多	新北市/板橋區
高雄鳳山的古蹟	高雄市/鳳山區
屏東縣恆春鎮和車城鄉停電	屏東縣/恆春鎮 屏東縣/車城鄉
臺東縣蘭嶼鄉的飛魚季	臺東縣/蘭嶼鄉
連江縣南竿鄉的碼頭	連江縣/南竿鄉
福建福州連江縣的漁港	福建省/福州市/連江縣
新竹縣竹北市的學校	新竹縣/竹北市
金門縣金城鎮的高粱	金門縣/金城鎮
台中市政府與高雄市政府合作	台中市 高雄市
臺南東區的小吃	臺南市/東區
嘉義市東區的小吃	嘉義市/東區
台南市仁德區、歸仁區淹水	台南市/仁德區 台南市/歸仁區
香港深水埗區的舊樓	香港/深水埗區
香港的東區居民	香港/東區
港島今晨大霧	香港/香港島
屯門有巴士翻側	香港/屯門區
旺角有招牌墜下	香港/油尖旺區
本港今日新增個案	香港
澳門特別行政區行政長官	澳門
寶坻區簽約|天津市寶坻區與唐山市合作	天津市/寶坻區 河北省/唐山市
雲南省紅河哈尼族彝族自治州箇舊市的錫礦	雲南省/紅河哈尼族彝族自治州/箇舊市
廣東省東莞市的工廠	廣東省/東莞市
浙江杭州西湖區的茶	浙江省/杭州市/西湖區
北京市海淀區與臺北市信義區交流	北京市/海淀區 臺北市/信義區
基隆中正區的廟口	基隆市/中正區
高雄市三民區公所	高雄市/三民區
桃園中壢的車站	桃園市/中壢區
臺北縣的舊地圖	臺北縣
宜蘭礁溪的溫泉	宜蘭縣/礁溪鄉
雲林縣斗六市的柚子	雲林縣/斗六市
臺南市公告|臺南市各區：安平區、永康區。臺南市長說臺南市好，臺南市民也說好	臺南市 臺南市/安平區 臺南市/永康區
南京東路三段的車禍	-
重慶南路的書店	-
忠孝東路走九遍	-
電台中午播出	-
平台中獎名單	-
山東街的店鋪	-
擴大社區服務	-
維護區域和平穩定	-
中西文化交流	-
立法委員林先生質詢	-
美國華盛頓的記者	-
金門大橋與舊金山	-
京津冀與長三角	-
越南西貢的咖啡	-
淡水魚的養殖	-
舉行三重考驗	-
觀音菩薩的聖像	-
新市政的規劃	-
信義忠孝的美德	-
成功的人永和善	-
中山先生的思想	-
"""


@dataclass(frozen=True, slots=True)
class Case:
    """A text, its title and script, and the regions that it should give."""

    title: str
    text: str
    script: str
    expected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What was found: shares of regions and of texts, and the texts that missed."""

    precision: float
    recall: float
    first: float
    missed: tuple[tuple[Case, tuple[str, ...]], ...]


def cases() -> list[Case]:
    """Return all texts in their order."""
    found = []
    for block, script in ((HANS, "hans"), (HANT, "hant")):
        for line in block.strip().splitlines():
            whole, _, regions = line.partition("\t")
            title, _, text = whole.rpartition("|")
            found.append(Case(title, text, script, () if regions == "-" else tuple(regions.split())))
    return found


def measure() -> Result:
    """Find the regions of all texts and count."""
    given = expected = right = first = 0
    missed = []
    for case in cases():
        found = find_regions(case.title, case.text, case.script)
        right += len(set(found) & set(case.expected))
        given, expected = given + len(found), expected + len(case.expected)
        first += found[:1] == case.expected[:1]
        if found != case.expected:
            missed.append((case, found))
    return Result(right / given, right / expected, first / len(cases()), tuple(missed))


if __name__ == "__main__":
    result = measure()
    for case, found in result.missed:
        print(f"{case.title}|{case.text}: {' '.join(found) or '-'}, not {' '.join(case.expected) or '-'}")
    print(f"{len(cases())} texts: precision {result.precision:.3f}, recall {result.recall:.3f}", end="")
    print(f", first region {result.first:.3f}")
