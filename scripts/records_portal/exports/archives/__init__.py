"""The forms in which an export comes: zip, tar and folders, read as named streams, never unpacked."""
