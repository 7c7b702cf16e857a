"""The machine's SQL: functions on a connection that return frozen values."""
