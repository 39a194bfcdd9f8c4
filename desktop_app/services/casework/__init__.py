"""What a worker does for a client beside notes and appointments, one file for each subject.

`records` reads and writes any kind of record that names a client, from its declaration alone; the
other files hold the rules of their subject and write through it. `told` says what each kind of
record says in the history of a file.
"""
