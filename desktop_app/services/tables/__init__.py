"""Lists as tables, and people that come from one."""
