"""The text of a PDF as its reader sees it: enough to hold our own invoices to what they must say."""

import re
import zlib

from attrs import frozen

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_PAIR = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]{4})>")
_SHOWN = re.compile(rb"/F(\d+) [\d.]+ Tf|\(((?:[^\\()]|\\.)*)\) Tj|(ET)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pdf_text(content: bytes) -> str:
    """Every text of the file, a line for each piece."""
    streams = [_inflated(found.group(1)) for found in _STREAM.finditer(content)]
    fonts = [
        {
            int(code, 16): chr(int(letter, 16))
            for code, letter in _PAIR.findall(stream.split(b"beginbfchar")[1])
        }
        for stream in streams
        if b"beginbfchar" in stream
    ]
    lines, font = [], 1
    for stream in streams:
        if b" Tj" not in stream:
            continue
        for number, text, _ in _SHOWN.findall(stream):
            if number:
                font = int(number)
            elif text:
                raw = re.sub(rb"\\(.)", lambda m: _ESCAPED.get(m.group(1), m.group(1)), text, flags=re.DOTALL)
                codes = zip(raw[::2], raw[1::2], strict=True)
                lines.append("".join(fonts[font - 1].get(high * 256 + low, "?") for high, low in codes))
    return "\n".join(lines)


@frozen
class Part:
    """One object of the file: its dictionary, and its stream as it is read."""

    head: bytes
    stream: bytes


def pdf_objects(content: bytes) -> dict[int, Part]:
    """Every object by its number."""
    found = {}
    for number, body in re.findall(rb"^(\d+) 0 obj\n(.*?)\nendobj", content, re.DOTALL | re.MULTILINE):
        head, _, rest = body.partition(b"stream\n")
        found[int(number)] = Part(head, _inflated(rest.removesuffix(b"\nendstream")))
    return found


def reference(head: bytes, key: bytes) -> int:
    """The number of the object to which this key of a dictionary leads."""
    found = re.search(rb"/" + key + rb" (\d+) 0 R", head)
    assert found is not None, key
    return int(found[1])


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return stream
