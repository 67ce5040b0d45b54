"""Variables are named values of one event. One type a file; `type: NAME` in rules.yaml is the file NAME.py."""
