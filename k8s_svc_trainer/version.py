"""The version, a literal so that `--version` reads no metadata."""

VERSION = "0.1.0"
