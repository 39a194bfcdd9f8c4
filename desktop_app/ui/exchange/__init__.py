"""The exchange: files that come, what waits, and the bundles that go out."""
