"""Tags send an event somewhere. One type a file; `type: NAME` in rules.yaml is the file NAME.py."""
