"""The toolkit every screen is built from.

A guide, in the order in which a screen is written:

- **Words** (`words`): a widget takes `Words`: a `Message("context", "...")`, which it says again
  by itself after a change of language, or a `str`, which is data. `say(words)` gives the text for
  Qt's own widgets, `tooltip(words)` the escaped tool tip, `shown(text)` data made safe to show. A
  screen that says something by itself has a `retranslate()`; it is called after each change of
  language, inside first.
- **Look** (`theme`): colours by name (`colour("accent")`, names in `palettes`), lengths that
  belong to text through `scaled(36)`, distances by `space(4)` (16 px), `text_font(Size.SECTION)`.
  A widget that keeps colours, fonts or fixed sizes has a `retheme()`; it is called after each
  change of look. `setProperty("ground", True)` paints the ground, `"surface"` the surface,
  `"card"` (QFrame) a list with corners, `"rule"` (QFrame) a separating line. No colour and no style
  sheet in a screen.
- **Labels** (`labels`): `PlainLabel`, `Heading(level=1 or 2)`, `Second`, `Caption`,
  `Badge(State.DONE, words)`. Never `QLabel`. `lines=1` shortens with an ellipsis, 0 wraps.
- **Buttons** (`buttons`): `Button`, `PrimaryButton`, `QuietButton`, `DangerButton`; `icon_name` is
  the name of a file in resources/icons without its ending.
- **Fields and forms** (`fields`, `form`), **tables** (`tables`), **lists** (`lists`), **banners and
  toasts** (`banner`, `toast`), **dialogs** (`dialogs`), **progress** (`progress`), **empty places**
  (`empty`), rows of controls that wrap at 200 % (`flow.FlowLayout`), tabs on one line
  (`tab_strip.TabStrip`), scrolling pages (`page.ScrollPage`).
- **A list with what is known of one of its rows** (`list_and_details.ListAndDetails`): conflicts,
  doubles, laptops, and every screen of things to go through (tasks, drafts, forms). Derive the
  screen from it and call `begin` once with the words, the columns and the widget at the right; say
  `show_rows(rows, chosen)` when the presenter has them. Title, count, way back, empty place, narrow
  windows and the keys (Up and Down, Left and Right from anywhere, letters to `typed`, Esc to
  `escape`) come with it; so do `keep`, `activate`, `show_detail` and `take_focus`, which the window
  calls. `ui/duplicates/view.py` is the shortest example.
- **Jobs** (`jobs`, free of Qt): a presenter is given a `Jobs`; the window's is
  `qt_jobs.ThreadJobs`, the tests' `jobs.ImmediateJobs`.
- **One client at a time** (`awaited.Awaited`): what a room shows of a client, and what was asked
  of it before that had come; so no dialog offers what belongs to somebody else.
- **Who keeps whom**: a signal does not keep the object behind a bound method; whoever makes a
  presenter keeps it as long as its view.
- **Pictures** (`tests/ui/picture.py`): `picture(widget, "name", language="fr", palette="dark",
  text_percent=200)` writes a PNG; `cut_off_text`, `nameless` and `rich_text_labels` must be empty.

The ring around what has the keyboard comes by itself. A widget that draws its own says so with
`setProperty(focus.RING_PROPERTY, "own")`. This file imports nothing, so that presenters may import
`jobs` without Qt.
"""
