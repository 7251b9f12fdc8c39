"""The figures of the report, one question a file."""
