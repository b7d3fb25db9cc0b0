"""A button that plays a slider: it walks from where it stands to its end, a step a frame."""

from __future__ import annotations

import asyncio
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as ipw

PAUSE = 0.15  # seconds from one frame to the next

CSS = Path(__file__).with_name("play.css").read_text(encoding="utf-8")
STILL = """<span class="nbkit-still">No play button, as your system asks for less motion: move {label}
with the arrow keys.</span>"""


class Play:
    """A button beside a slider. The next step waits for the last picture, so no stale frames can queue.

    (The buttons of ipywidgets' own Play have no names that a screen reader could speak, and count on while
    the kernel still draws.)

    slider: a widget with value, min, max and step. pause: seconds between two frames.

    >>> Play(ipw.IntSlider(description="steps")).button.description
    'Play'
    """

    def __init__(self, slider: Any, pause: float = PAUSE) -> None:
        self.slider, self.pause = slider, pause
        self.button = ipw.Button(layout=ipw.Layout(width="7em"))
        self.button.add_class("nbkit-play")
        self.button.on_click(lambda _: self.stop() if self.playing else self.start())
        self._still = ipw.HTML()
        self._task: asyncio.Task[None] | None = None
        self.widget = ipw.Box([self.button, self._still])
        self.name("the slider")
        self._look()

    @property
    def playing(self) -> bool:
        """Whether the slider is on its way."""
        return self._task is not None

    def name(self, label: str) -> None:
        """Say which slider is played."""
        self._still.value = f"<style>{CSS}</style>{STILL.format(label=escape(label))}"
        self.button.tooltip = f"Play: move {label} to its end, or stop it on its way"

    def start(self) -> None:
        """Set out from where the slider stands, or from its beginning where it is at its end."""
        if self.slider.value >= self.slider.max:
            self.slider.value = self.slider.min
        self._task = asyncio.get_running_loop().create_task(self._walk())
        self._look()

    def stop(self) -> None:
        """Stop on the way."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
            self._look()

    async def _walk(self) -> None:
        while self.slider.value < self.slider.max:
            await asyncio.sleep(self.pause)  # here the kernel hears what is pressed meanwhile
            self.slider.value = min(self.slider.max, self.slider.value + self.slider.step)
        self._task = None
        self._look()

    def _look(self) -> None:
        self.button.description = "Pause" if self.playing else "Play"
        self.button.icon = "pause" if self.playing else "play"
