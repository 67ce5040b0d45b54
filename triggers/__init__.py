"""Triggers say when a tag fires. One type a file; `type: NAME` in rules.yaml is the file NAME.py."""
