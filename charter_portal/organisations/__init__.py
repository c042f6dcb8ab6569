"""Organisations, their services and contacts, and who belongs to them in which role. Floor 4.

Owns: Organisation, Service, Contact, Membership and MembershipInvitation.
"""
