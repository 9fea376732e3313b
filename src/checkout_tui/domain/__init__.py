"""The rules of phone orders and their payments, as pure values and functions.

Nothing here performs I/O, reads a clock or knows that a database, a gateway or a
screen exists. Everything is given in and handed back.
"""
