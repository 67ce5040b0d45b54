"""The gateway as a server: hits in over HTTP, the live driver, and the processes that make it up."""
