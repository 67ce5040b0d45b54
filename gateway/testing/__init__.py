"""Captured hits as tests: pytest (`plugin.py`) and `sgtm test` hold the same cases against the rules, without a network."""
