"""Transformations decide what a tag may see of an event. One type a file; `type: NAME` in rules.yaml is the file NAME.py."""
