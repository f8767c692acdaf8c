"""Where the debugger meets a program: at one pass, at each of them, and after an anomaly."""
