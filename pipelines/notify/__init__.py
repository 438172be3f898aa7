"""Notify channels, such as Slack, Microsoft Teams or mail, about new findings.

`channels` reads who is notified of what, `selection` finds it in the published tables, `messages` writes the
text, `ledger` records what was sent, `sending` hands it to a channel, and `delivery` puts them together.
"""
