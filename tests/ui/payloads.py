"""Thirty texts that a screen, a tool tip or a page must show as they are and never follow."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QColor, QImage

MARK = QColor(255, 0, 255)
"""Nothing of Portage has this colour, so that a single run of it gives the picture away."""

UNFIT = (
    "\u202egnahcer\u202c \u2066Ana\u2069 \u200fExemple",
    "Ana\u0000\u0007\u001b[31m\u0008\u2028Exemple",
)
"""Texts that act unseen: no bundle brings them in, but an older vault might hold them."""


def marker(folder: Path) -> Path:
    """A picture that would be seen at once wherever it is drawn."""
    path = folder / "marker.png"
    image = QImage(64, 64, QImage.Format.Format_RGB32)
    image.fill(MARK)
    if not image.save(str(path)):
        raise OSError(f"{path} could not be written")
    return path


def payloads(picture: Path) -> tuple[str, ...]:
    """They begin with what makes Qt take a text for HTML, name the picture, or act unseen."""
    file = picture.as_uri()
    return (
        f'<img src="{file}">',
        f"<img src='{picture}' width=64 height=64>",
        f'<html><body><img src="{file}"></body></html>',
        f'<!DOCTYPE html><p>Ana</p><img src="{file}">',
        f'<qt><img src="{file}"></qt>',
        f'<table background="{file}"><tr><td>Ana</td></tr></table>',
        f'<p style="background-image: url({file})">Ana</p>',
        f'<style>body {{ background-image: url("{file}") }}</style>Ana',
        f'<div style="background-color: #ff00ff">{"Ana " * 8}</div>',
        '<font color="#ff00ff" size="7">Ana</font>',
        '<body bgcolor="#ff00ff">Ana</body>',
        f'<a href="{file}">Ana</a>',
        '<a href="https://example.invalid/">Ana</a>',
        '<a href="javascript:alert(1)">Ana</a>',
        '<meta http-equiv="refresh" content="0; url=https://example.invalid/">Ana',
        '<iframe src="https://example.invalid/"></iframe>Ana',
        '<object data="https://example.invalid/"></object>Ana',
        "<script>alert(1)</script>Ana",
        "<b>Ana</b><br/><i>Exemple</i>",
        "&lt;b&gt;Ana&lt;/b&gt; &amp; &#65;&nbsp;",
        f"&lt;img src=&quot;{file}&quot;&gt;",
        f"![Ana]({file})",
        "[Ana](https://example.invalid/)",
        "https://example.invalid/ana",
        '<para><img src="' + str(picture) + '" width="64" height="64"/></para>',
        '<link href="https://example.invalid/">Ana</link>',
        "&Ana && Exemple %1 {name} {0} %s",
        "\ud55c\u0301" + "\u0489" * 40 + "<b>Ana</b>" + "\ufffc\ufeff",
        *UNFIT,
    )
