"""The corpus: scripted sessions, which stop at the same moments in every face of the debugger. It is data."""
