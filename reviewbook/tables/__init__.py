"""The evidence: tables read, described by their dictionary, and validated.

May use: no other room.
"""
