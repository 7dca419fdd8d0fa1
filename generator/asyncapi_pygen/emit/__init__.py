"""The last room: files as values, checked, held against the disk, and written without loss."""
