"""Keeps a picture of the project up to date: what to fetch when, what the answers add up to, what went wrong."""
