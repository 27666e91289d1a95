"""What no command writes yet: each kind of fact that the story enters by hand, with what is missing."""

from __future__ import annotations

from collections.abc import Mapping

GAPS: Mapping[str, str] = {
    "portal": "settings beyond title, time zone and fiscal year",
    "agency": "an agency's record",
    "person": "a person's record and roles",
    "platform": "a platform's record",
    "schedule": "a retention schedule and a new version of it",
    "confirmed": "that a series is as the records authority published it",
    "policy": "a policy, element by element",
    "policy version": "a version of a policy",
    "programme step": "an action step of the programme",
    "promulgation": "the issue of a policy",
    "training": "a course that somebody took",
    "site": "a site's owner, its accountable people, its rules for comments and its agreements",
    "communications": "what a site carries: types, vetting, class, original",
    "classification rule": "a rule of classification",
    "access": "who can sign in to a site",
    "disposition system": "an administrator's access to the disposition system (flow A)",
    "moderation statement": "that a moderation statement was posted",
    "post": "a post in the authoring log",
    "monitoring": "a month's attestation",
    "settings change": "a change of a site's settings",
    "escalation": "an answer that was contested",
    "content change": "content added, deleted or modified under an authority",
    "records request": "a records request with its search, answer and closure",
    "private root": "the folders of a private root",
}
