"""`bouba doctor`: what this machine offers, what is missing and how to get it."""

import json

import click

from app.cli.health import Report, collect


@click.command()
@click.option("--json", "as_json", is_flag=True, help="The whole report as one JSON object.")
def command(as_json: bool) -> None:
    """Show what this machine offers and what is missing."""
    report = collect()
    click.echo(json.dumps(report) if as_json else as_text(report))


def _map_line(entry: Report) -> str:
    if entry["state"] != "ready":
        return str(entry["problem"])
    whose = "came with Bouba" if entry["of"] == "Bouba" else "yours"
    line = f"{entry['map']}: {entry['drawings']} drawings on {entry['base']}, {whose}"
    return f"{line}. {entry['problem']}" if entry["problem"] else line


def as_text(report: Report) -> str:
    """The report for a person."""
    versions = [f"{name} {version}" for name, version in report["versions"].items()]
    outputs, microphones = (_audio_lines(report[kind]["devices"]) for kind in ("audio", "microphones"))
    models = [
        f"{model['map']}: {model['state']}, {model['bytes'] / 1e6:.1f} MB, SHA-256 {model['sha256']}"
        for model in report["models"]
    ]
    maps = [_map_line(entry) for entry in report["maps"]]
    senses = [entry["problem"] or f"{entry['network']}: ready" for entry in report["senses"]]
    prediction = report["prediction"]
    missing = [f"{entry['what']} {entry['get']}" for entry in report["missing"]]
    sections = {
        "Versions": versions,
        "Audio outputs": outputs or [report["audio"]["problem"] or "none"],
        "Audio inputs": microphones or [report["microphones"]["problem"] or "none"],
        "MIDI inputs": report["midi"]["inputs"] or [report["midi"]["problem"] or "none"],
        "Networks": models or ["none"],
        "Maps of drawings": maps or ["none"],
        "Sounds and pictures": senses,
        "Prediction": [f"runs on: {prediction['used'] or prediction['problem']}",
                       f"compiled in: {', '.join(prediction['compiled_in'])}"],
        "Display": [report["display"]],
        "Real-time priority": [report["realtime_priority"]],
        "Missing": missing or ["nothing"],
    }  # fmt: skip
    return "\n".join(line for title, lines in sections.items() for line in (title, *(f"  {text}" for text in lines)))


def _audio_lines(devices: list[Report]) -> list[str]:
    return [
        f"{device['name']} ({device['api']}, {device['channels']} channels, {device['rate_hz']:.0f} Hz)"
        + (", the default" if device["default"] else "")
        for device in devices
    ]
