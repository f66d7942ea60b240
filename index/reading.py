"""Reading: the bytes of an input become an article, or a refusal.

`read_inputs` is a pure function of values that can be handed to another process: the same input gives
the same article there, whatever it is read with. It decides the charset, extracts, and accepts (regions,
id, signature); whatever it trips over costs this one input.
"""

from collections.abc import Sequence
from dataclasses import replace

from index.acceptance import accepted, signed
from index.archives.kind import check_plain_text
from index.charset import Decoded, decode
from index.errors import PageRejected, Reason
from index.extract import extract
from index.inputs import Input, InputKind
from index.jsonlines import read_record
from index.pages.entries import read_entry
from index.plaintext import read_plaintext
from index.records import CharsetDecision, Read, Record, Rejected


def read_input(given: Input) -> Record:
    """Return the article of an input, its `raw_ref` the input's address, or why there is none. Never raises.

    An address that a JSON record carries as its `raw_ref` is kept.
    """
    return read_inputs([given])[0]


def read_inputs(inputs: Sequence[Input]) -> list[Record]:
    """Return what `read_input` returns for each; many together take less time. Never raises."""
    records = [_read(given) for given in inputs]
    articles = [record for record in records if isinstance(record, Read)]
    try:
        found = iter(signed(articles))
    except Exception as error:  # as below; which of several it was, each alone will tell
        if len(inputs) > 1:
            return [read_input(given) for given in inputs]
        return [Rejected.fault(given.address, error) for given in inputs]
    return [next(found) if isinstance(record, Read) else record for record in records]


def _read(given: Input) -> Record:
    """Return the article of an input without its signature, or why there is none."""
    decision = CharsetDecision()
    try:
        if given.kind is InputKind.RECORD:
            return accepted(read_record(given.data, given.address))
        if given.kind is InputKind.ENTRY:
            return accepted(read_entry(given.data, given.address))
        decoded = decode(given.data, given.charset)
        decision = _decision(decoded)
        return accepted(replace(_read_text(given, decoded.text), decision=decision))
    except PageRejected as error:
        return replace(Rejected.of(given.address, error), decision=decision)
    except Exception as error:  # one page must never stop a run of a million: what it tripped over is told
        return replace(Rejected.fault(given.address, error), decision=decision)


def _read_text(given: Input, text: str) -> Read:
    """Return the article of a page or plain text, not yet accepted."""
    if not text.strip():
        raise PageRejected(Reason.EMPTY, "the file holds nothing but white space")
    if given.kind is InputKind.PAGE:
        return Read(extract(text, given.address, given.url, given.captured))
    check_plain_text(text)
    article = read_plaintext(text, given.address)
    return Read(replace(article, url=given.url) if given.url else article)


def _decision(decoded: Decoded) -> CharsetDecision:
    """Return what the ledger keeps: each label with who declared it, as `header utf-8; page gb2312`."""
    labels = (("header", decoded.header), ("page", decoded.declared))
    declared = "; ".join(f"{who} {label}" for who, label in labels if label)
    return CharsetDecision(declared, decoded.charset, decoded.rule)
