"""The programs' door to wishes, orders and claims: what a person can do on a page, a program can do here."""
