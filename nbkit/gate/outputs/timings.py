"""How long something took, where a text has one of the forms in which tools say so: that is noise."""

from __future__ import annotations

import re

# Nothing here is longer than it has to be: in a line of a hundred thousand digits each would be a beginning.
SPAN = r"\d[\d.,]{,12}(?:e[-+]?\d+)?\s?(?:ns|[uµμ]s|ms|min|s|h|d)"
TIME = rf"{SPAN}(?:\s{SPAN}){{,3}}"
LOOPS = r"[\d,]{1,15} loops?"
GLYPHS = r"[ #0-9█▏▎▍▌▋▊▉▁▂▃▄▅▆▇]*"

SAID = tuple(
    (re.compile(form, re.MULTILINE), to)
    for form, to in (
        # %timeit, as it was written until IPython 5 and as it is written since
        (r"^The slowest run took [\d.]+ times longer than the fastest\..*\n", ""),
        (
            rf"{TIME} ± {TIME} per loop \(mean ± std\. dev\. of (\d+ runs?), {LOOPS} each\)",
            r"… per loop (\1)",
        ),
        (rf"{LOOPS}, best of (\d+): {TIME} per loop", r"best of \1: … per loop"),
        # %time, where a long compilation has lines of its own
        (rf"^(?:Compiler|Parser) *: {TIME}\n", ""),
        (rf"^CPU times: (?:user {TIME}, sys: {TIME}, )?total: {TIME} *$", "CPU times: …"),
        (rf"^Wall time: {TIME} *$", "Wall time: …"),
        (r"peak memory: [\d.]+ MiB, increment: -?[\d.]+ MiB", "peak memory: …"),
        # tqdm: its total and what is written behind the rate are data
        (rf"(\d{{1,3}}%)\|{GLYPHS}\| *(\S+/\S+) \[[\d:]+<[\d:?]+, *[^,\]\n]+", r"\1| | \2 [… "),
        (r"(\b[\d.]{1,12}[kMG]?[a-zA-Z]{1,20}) \[[\d:]+, *[^,\]\n]+", r"\1 [… "),
        # Keras
        (r"(\b\d{1,9}/\d{1,9}) (?:\[[=>.]+\] -|━+) \d+\w*(?: \d+[mun]?s/(?:step|epoch|sample))?", r"\1 …"),
    )
)
BAR = re.compile(r"^(?P<name>.*?)\s*\d+%\| \| [^/\s]+(?P<total>/\S+) \[… .*\]")


def without_timings(text: str) -> str:
    """Return the text without the numbers that are another at every run.

    >>> without_timings("12.3 µs ± 1.2 µs per loop (mean ± std. dev. of 7 runs, 10,000 loops each)")
    '… per loop (7 runs)'
    >>> without_timings("100%|██████████| 60/60 [00:01<00:00, 45.2it/s, loss=0.5]")
    '100%| | 60/60 [… , loss=0.5]'
    """
    for form, to in SAID:
        text = form.sub(to, text)
    return _last_bars(text) if "%| | " in text else text


def _last_bars(text: str) -> str:
    """Leave of each bar what it said last: how often it was drawn is a matter of timing.

    Bars inside bars move the cursor up and down, which leaves empty lines.
    """
    lines = [line for line in re.split(r"[\r\n]+", text) if line.strip()]
    bars = {line: (found["name"], found["total"]) for line in lines if (found := BAR.match(line))}
    last = {bars[line]: number for number, line in enumerate(lines) if line in bars}
    return "\n".join(
        line for number, line in enumerate(lines) if line not in bars or last[bars[line]] == number
    )
