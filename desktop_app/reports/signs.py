"""What is drawn on paper beside words: QR codes, borders that tell papers apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop_app.reports.pdf import Drawing

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_QUIET: Final = 4  # modules left white around a QR code, as its standard asks


def qr_code(text: str, x: float, y: float, side: float, error: str = "m") -> Drawing:
    """A QR code of `text` in a square of `side` points, its white edge included.

    x, y: the square's lower left corner. error: the share that may be damaged, l, m, q or h.
    """
    import segno

    rows = tuple(bytes(row) for row in segno.make_qr(text, error=error).matrix)
    module = side / (len(rows) + 2 * _QUIET)

    def code(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.setFillGray(0)
        path = canvas.beginPath()
        for down, row in enumerate(rows):
            start = 0
            while start < len(row):
                end = start
                while end < len(row) and row[end]:
                    end += 1
                if end > start:
                    # One rectangle for neighbours: hairlines between them would disturb readers.
                    path.rect(
                        x + (start + _QUIET) * module,
                        y + side - (down + 1 + _QUIET) * module,
                        (end - start) * module,
                        module,
                    )
                start = end + 1
        canvas.drawPath(path, stroke=0, fill=1)
        canvas.restoreState()

    return code


def double_border(width: float, height: float, inset: float = 26.0) -> Drawing:
    """A thick line with a thin one inside it, all around the sheet."""

    def border(canvas: Canvas) -> None:
        canvas.saveState()
        for step, thickness in ((0.0, 3.0), (6.0, 0.8)):
            edge = inset + step
            canvas.setLineWidth(thickness)
            canvas.rect(edge, edge, width - 2 * edge, height - 2 * edge)
        canvas.restoreState()

    return border


def hatched_border(width: float, height: float, inset: float = 22.0, band: float = 13.0) -> Drawing:
    """A broad band of slanted bars all around the sheet, as on an airmail envelope."""

    def border(canvas: Canvas) -> None:
        inner = inset + band
        canvas.saveState()
        frame = canvas.beginPath()
        frame.rect(inset, inset, width - 2 * inset, band)
        frame.rect(inset, height - inner, width - 2 * inset, band)
        frame.rect(inset, inner, band, height - 2 * inner)
        frame.rect(width - inner, inner, band, height - 2 * inner)
        canvas.clipPath(frame, stroke=0, fill=0)
        bars = canvas.beginPath()
        at = -height
        while at < width:
            bars.moveTo(at, 0)
            bars.lineTo(at + 9, 0)
            bars.lineTo(at + 9 + height, height)
            bars.lineTo(at + height, height)
            bars.close()
            at += 20
        canvas.setFillGray(0)
        canvas.drawPath(bars, stroke=0, fill=1)
        canvas.restoreState()
        canvas.saveState()
        canvas.setLineWidth(1.2)
        canvas.rect(inset, inset, width - 2 * inset, height - 2 * inset)
        canvas.rect(inner, inner, width - 2 * inner, height - 2 * inner)
        canvas.restoreState()

    return border


def corner_border(width: float, height: float, inset: float = 26.0, arm: float = 96.0) -> Drawing:
    """Thick angles in the four corners and a dashed line between them."""

    def border(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.setLineWidth(0.8)
        canvas.setDash(4, 5)
        canvas.rect(inset, inset, width - 2 * inset, height - 2 * inset)
        canvas.setDash()
        canvas.setLineWidth(6)
        for x, to_x in ((inset, 1), (width - inset, -1)):
            for y, to_y in ((inset, 1), (height - inset, -1)):
                canvas.line(x - 3 * to_x, y, x + arm * to_x, y)
                canvas.line(x, y, x, y + arm * to_y)
        canvas.restoreState()

    return border
