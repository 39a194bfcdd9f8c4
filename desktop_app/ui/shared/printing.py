"""Paper: a document to the printer that the person chooses, or to a PDF where there is none."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QWidget

from desktop_app.language import Message
from desktop_app.ui.shared.choosing_files import choose_new

_MARGIN_MM = 18.0


def letter_printer() -> QPrinter:
    """A printer set to letter paper."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.Letter))
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    printer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    return printer


def write_pdf(document: QTextDocument, path: Path) -> None:
    """Write the document to `path` as it would be printed."""
    printer = letter_printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    document.print_(printer)


def print_document(document: QTextDocument, parent: QWidget, file_name: str) -> bool:
    """Ask where to print, and print; False when the person left without printing.

    file_name: proposed for the PDF, without anything personal in it.
    """
    if QPrinterInfo.availablePrinterNames():
        printer = letter_printer()
        dialog = QPrintDialog(printer, parent)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return False
        document.print_(printer)
        return True
    title = Message("print", "No printer answers: save as PDF")
    chosen = choose_new(parent, title, file_name, "PDF (*.pdf)")
    if chosen is None:
        return False
    write_pdf(document, chosen)
    return True
