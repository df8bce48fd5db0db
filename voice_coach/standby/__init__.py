"""Standby: a phrase that calls the coach, quiet hours, invitations, a user service."""
