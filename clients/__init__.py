"""Clients claim a hit and make events of it. One type a file; `type: NAME` in rules.yaml is the file NAME.py."""
