"""Forms that an organisation makes itself: what is asked, when, and what follows from the answers.

`definition` reads and writes a form; `expressions` is its small language of conditions and
calculations; `checking` says what is wrong with a form before it is published; `filling` says, for
the answers given so far, what is shown, what is missing and what has been worked out; `records`
declares the kinds of record. All of it is pure, and none of it ever runs what it is given as code.
"""
