"""How long reading a query takes: `python -m tests.measure_query [--repeat 5]`.

Headlines of made-up words, and texts that repeat what is costly to read, each as long as a query may be. Prints
milliseconds a kilobyte of UTF-8, of the processor, the fastest of several readings.
"""

import argparse
from time import process_time

from search.query import parse_query
from search.query.reading import MAX_CHARACTERS
from tests.test_query_properties import REPEATED

HEADLINE = "「公車」停駛３天｜颱風假 怎麼放？市府：週一 2019-06-09 說明 COVID-19 新制 "


def main() -> None:
    """Print a line for each text, the slowest last."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=5, help="readings of each text")
    repeat = parser.parse_args().repeat
    parse_query(HEADLINE)
    lines = []
    for piece in (HEADLINE, *REPEATED):
        text = piece * (MAX_CHARACTERS // len(piece))
        kilobytes = len(text.encode("utf-8", "surrogatepass")) / 1024
        times = []
        for _ in range(repeat):
            started = process_time()
            query = parse_query(text)
            printed = process_time()
            str(query)
            times.append((process_time() - started, printed - started))
        whole, parsed = min(times)
        lines.append((parsed / kilobytes * 1000, whole / kilobytes * 1000, piece))
    print("read   read and printed   text (ms a kilobyte)")
    for parsed, whole, piece in sorted(lines):
        print(f"{parsed:5.2f}  {whole:5.2f}              {piece!r}")


if __name__ == "__main__":
    main()
