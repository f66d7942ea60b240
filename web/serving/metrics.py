"""The numbers on the board, as Prometheus reads them.

A collector of its own, for the multi-process mode of `prometheus_client` wants an environment variable before
it is imported and a file for each process that ever was.
"""

from collections.abc import Iterator, Sequence

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from search import IndexStatus
from web.serving.board import BUCKETS, CLASSES, RATE_LIMITED, ROUTES, STARTS, WARM, Board


class BoardCollector(Collector):
    """Sums the rows of all processes, those that have ended too."""

    def __init__(self, board: Board, routes: Sequence[str], status: IndexStatus) -> None:
        """Name the routes as `routes` does, by their numbers."""
        self._board = board
        self._routes = routes[:ROUTES]
        self._status = status

    def collect(self) -> Iterator[Metric]:
        """Give all that is counted."""
        yield from self._answers()
        yield _counter("dibao_rate_limited", "Requests refused with 429.", self._sum(RATE_LIMITED))
        yield _counter("dibao_process_starts", "Processes that were started.", self._sum(STARTS))
        held = list(self._board.held())
        yield _gauge("dibao_processes", "Processes that answer.", len(held))
        warm = sum(row.numbers[WARM] for row in held)
        yield _gauge("dibao_processes_warm", "Processes that have loaded kernels and suggestions.", warm)
        yield _gauge("dibao_index_articles", "Articles in the index.", self._status.articles)
        yield _gauge("dibao_index_generation", "The generation that is live.", self._status.generation)
        yield _gauge("dibao_index_bytes", "Size of the live generation.", self._status.bytes)
        info = GaugeMetricFamily("dibao_index_info", "When the last commit was.", labels=["changed"])
        info.add_metric([self._status.changed], 1)
        yield info

    def _answers(self) -> Iterator[Metric]:
        requests = CounterMetricFamily(
            "dibao_requests", "Answers by kind of page and class of status.", labels=["route", "status"]
        )
        sent = CounterMetricFamily(
            "dibao_sent_bytes", "Bytes of answers, packed where they are.", labels=["route"]
        )
        seconds = HistogramMetricFamily(
            "dibao_request_seconds", "From a request's arrival to its answer's last byte.", labels=["route"]
        )
        for number, name in enumerate(self._routes):
            classes = self._total([row.by_class(number) for row in self._board.rows])
            if not any(classes):
                continue
            for place in range(CLASSES):
                if classes[place]:
                    requests.add_metric([name, f"{place + 1}xx"], classes[place])
            total, size = self._total([row.seconds_and_bytes(number) for row in self._board.rows])
            sent.add_metric([name], size)
            times = self._total([row.by_time(number) for row in self._board.rows])
            buckets = [
                (str(bound), sum(times[: place + 1])) for place, bound in enumerate((*BUCKETS, "+Inf"))
            ]
            seconds.add_metric([name], buckets, total)
        yield from (requests, sent, seconds)

    def _sum(self, place: int) -> float:
        return sum(row.numbers[place] for row in self._board.rows)

    @staticmethod
    def _total(rows: list[list[float]]) -> list[float]:
        return [sum(numbers) for numbers in zip(*rows, strict=True)]


def _counter(name: str, words: str, value: float) -> CounterMetricFamily:
    return CounterMetricFamily(name, words, value=value)


def _gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, words, value=value)
