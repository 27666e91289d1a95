"""Exports of TikTok."""
