"""Effects, pooling and what hangs on one study, held to metafor.

May use: tables and checks.
"""
