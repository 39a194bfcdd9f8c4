"""The steps by which the tables of the log, of trust and of exchange come up to date.

One module a version, `v0001_first` and so on, each with `upgrade(connection)`. A step never changes after
its release: vaults out there have taken it. The log itself is never migrated.
"""
