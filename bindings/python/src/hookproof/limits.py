"""How much of a body is read where the caller names no limit."""

# The core's DEFAULT_BODY_LIMIT: 25 MiB.
DEFAULT_LIMIT = 25 * 1024 * 1024
