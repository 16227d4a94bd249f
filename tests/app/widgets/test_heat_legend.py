"""The words under a coloured drawing."""

from pytestqt.qtbot import QtBot

from app.theme import DARK, Accent
from app.widgets.heat_legend import HeatLegend, Legend


def test_words_name_the_knob_and_what_each_colour_does() -> None:
    legend = Legend(knob="filter 1 cutoff", up="open it", down="close it")
    assert legend.words() == "filter 1 cutoff: coral parts open it, cyan parts close it"
    assert Legend(knob="reverb mix", down="turn it down").words() == "reverb mix: cyan parts turn it down"
    assert Legend(note="No part decides this.").words() == "No part decides this."


def test_colours_are_named_in_their_own_colour(qtbot: QtBot) -> None:
    widget = HeatLegend()
    qtbot.addWidget(widget)
    widget.set_legend(Legend(knob="a & b", up="open it"))
    text = widget._label.text()
    assert DARK.accent(Accent.CORAL).name() in text
    assert DARK.accent(Accent.CYAN).name() not in text
    assert "a &amp; b" in text
    assert widget.accessibleName() == "a & b: coral parts open it"
