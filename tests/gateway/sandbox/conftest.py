"""The templates here are for tests to look at, and some of their own are wrong on purpose."""

collect_ignore_glob = ["templates/*.tpl"]
