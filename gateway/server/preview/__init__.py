"""The preview: every hit and why, on a port of its own.

A gateway process remembers its last traces (`memory`) and tells of them when asked (`reporter`). The preview's process asks
(`correspondence`), keeps failures on disk (`archive`), and serves the page (`app`).
"""
