"""Exports of WordPress sites (WXR)."""
