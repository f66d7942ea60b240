"""Measures what regional vocabulary gains: python -m tests.measure_vocabulary --index DIR [--doubtful]

Gained by a word are the articles that hold one of its alternatives and not the word itself. Beside how many:
how many of them were published where the alternative is printed, by the group's tags; elsewhere it may mean
something else. With `--doubtful` come the pairs that should be looked at: both forms frequent in one region,
as words with two meanings are, and as synonyms.
"""

import argparse
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search import Index, open_index, parse_query
from search.engine.matching import match
from search.engine.searcher import Searcher
from search.query.planner import plan_query
from search.vocabulary import Vocabulary, shipped_vocabulary

REGIONS = {"中国": "cn", "臺南市": "tw", "臺灣": "tw", "香港": "hk"}
"""Where an article was published, by the top of its first region, in the archive of 36,925."""

READERS = """
出租车 計程車 的士 公交车 公車 地铁 捷運 软件 軟體 信息 資訊 网络 網路 互联网 人工智能 质量 品質 身份 身分
特朗普 川普 奥巴马 朝鲜 北韓 沙特 老挝 意大利 新西兰 悉尼 东盟 導彈 智慧財產權 志愿者 志工 義工 通胀
首席执行官 执行長 视频 短信 芯片 艾滋病 抑郁症 菠萝 鳳梨 空调 乒乓球 空间站 可持续 集装箱 酒店 便利店
摩托车 塑料
"""
"""Words of readers of each region."""

FREQUENT, SHARE = 20, 0.1
"""A pair is doubtful where the rarer form has so many articles in a region, and that share of the other's."""


class Counts:
    """Which articles of an index hold a form, and where each was published."""

    def __init__(self, index: Index) -> None:
        self._reader = index._opened
        places = [REGIONS.get(article.regions[0].split("/")[0], "") for article in index.articles()]
        self.places = np.array(places)

    def holding(self, form: str) -> NDArray[np.bool_]:
        """Return a mask of the articles that hold a form."""
        assert isinstance(self._reader, Searcher)
        node = plan_query(parse_query(f'"{form}"')).complete
        masks = [match(part, node).as_mask()[: part.count] for part in self._reader.segments]
        return np.concatenate(masks)

    def in_region(self, held: NDArray[np.bool_], regions: tuple[str, ...]) -> int:
        """Count the articles that were published in one of some regions."""
        return int(np.count_nonzero(held & np.isin(self.places, regions)))


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--doubtful", action="store_true")
    arguments = parser.parse_args()
    with open_index(arguments.index) as index:
        counts, vocabulary = Counts(index), shipped_vocabulary()
        if arguments.doubtful:
            print_doubtful(counts, vocabulary)
        else:
            print_gains(counts, vocabulary)


def print_gains(counts: Counts, vocabulary: Vocabulary) -> None:
    """Print for each reader's word what it finds, what is gained, and from where."""
    total = np.zeros(3, dtype=np.int64)
    words = READERS.split()
    for word in words:
        own = counts.holding(word)
        regions = {
            form.text: form.regions for group in vocabulary.meanings(word) for form in group if form.regions
        }
        gained, at_home = np.zeros_like(own), np.zeros_like(own)
        for other in vocabulary.also(word):
            held = counts.holding(other) & ~own
            gained |= held
            at_home |= held & np.isin(counts.places, regions[other])
        row = [int(np.count_nonzero(mask)) for mask in (own, gained, at_home)]
        total += row
        print(f"{word}\t{row[0]}\t+{row[1]}\t{row[2]}\t{' '.join(vocabulary.also(word))}")
    print(f"{len(words)} words: {total[0]} articles, {total[1]} gained, {total[2] / total[1]:.3f} at home")


def print_doubtful(counts: Counts, vocabulary: Vocabulary) -> None:
    """Print the pairs whose forms are both frequent in one region."""
    for group in vocabulary.groups:
        for one, other in combinations([form for form in group if not form.is_typed_only], 2):
            held = counts.holding(one.text), counts.holding(other.text)
            for region in ("cn", "tw", "hk"):
                few, many = sorted(counts.in_region(mask, (region,)) for mask in held)
                if few >= FREQUENT and few >= SHARE * many:
                    print(f"{one.text}\t{other.text}\t{region}\t{few}\t{many}")


if __name__ == "__main__":
    main()
