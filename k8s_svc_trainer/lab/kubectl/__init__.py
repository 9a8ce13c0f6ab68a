"""kubectl against a simulated cluster: each verb a table of flags and a function; what it prints is for `printers`."""
